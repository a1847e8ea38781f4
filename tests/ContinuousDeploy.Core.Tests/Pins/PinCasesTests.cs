using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using ContinuousDeploy.Core.Pins;

namespace ContinuousDeploy.Core.Tests.Pins;

/// <summary>
/// Real version bumps from public repositories. Recall: pins found with the right versions. Precision: of what is known
/// to be right or wrong, how much of what was reported is right. The figures below are what was reached, so that a
/// change that makes them worse is seen.
/// </summary>
public sealed class PinCasesTests(ITestOutputHelper output)
{
    private const double ReachedRecall = 0.99;
    private const double ReachedPrecision = 1.00;

    [Fact]
    public void Real_version_bumps_are_found()
    {
        var file = CasesFile();
        Assert.SkipUnless(file is not null, "shared/pins/cases.jsonl.gz is not beside the checkout.");
        var (found, pins, wrong) = (0, 0, 0);
        foreach (var line in Lines(file!))
        {
            var score = Score(JsonDocument.Parse(line).RootElement);
            (found, pins, wrong) = (found + score.Found, pins + score.Pins, wrong + score.Wrong);
        }

        var (recall, precision) = ((double)found / pins, (double)found / (found + wrong));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"recall {recall:P2} ({found} of {pins}), precision {precision:P2} ({wrong} wrong)"));
        Assert.True(recall >= ReachedRecall, "Recall fell.");
        Assert.True(precision >= ReachedPrecision, "Precision fell.");
    }

    private (int Found, int Pins, int Wrong) Score(JsonElement bump)
    {
        var path = bump.GetProperty("path").GetString()!;
        var moves = PinDifference.Between(
            path, bump.GetProperty("before").GetString()!, bump.GetProperty("after").GetString()!, PinMap.Automatic);
        var pins = bump.GetProperty("pins").EnumerateArray().ToList();
        var found = pins.Count(pin => moves.Any(move => Is(pin, move)));
        var missed = pins.Where(pin => !moves.Any(move => Is(pin, move))).Select(pin => pin.GetRawText());
        var wrong = bump.GetProperty("not_pins").EnumerateArray()
            .Select(line => line.GetProperty("line").GetInt32())
            .Where(line => moves.Any(move => move.At.Line == line))
            .ToList();
        foreach (var miss in missed.Concat(wrong.Select(line => $"wrongly found in line {line}")))
        {
            output.WriteLine($"{bump.GetProperty("repository").GetString()} {path}: {miss}");
        }

        return (found, pins.Count, wrong.Count);
    }

    private static bool Is(JsonElement pin, PinMove move) =>
        move.At.Line == pin.GetProperty("line").GetInt32()
        && move.From?.Version == pin.GetProperty("from").GetString()
        && move.To?.Version == pin.GetProperty("to").GetString()
        && move.From?.Digest == pin.GetProperty("from_digest").GetString()
        && move.To?.Digest == pin.GetProperty("to_digest").GetString();

    private static IEnumerable<string> Lines(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    private static string? CasesFile()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "shared", "pins", "cases.jsonl.gz");
            if (File.Exists(file))
            {
                return file;
            }
        }

        return null;
    }
}
