using ContinuousDeploy.Core.Manifests.Editing;
using ContinuousDeploy.Core.Manifests.Yaml;
using ContinuousDeploy.Core.Pins;
using CsCheck;

namespace ContinuousDeploy.Core.Tests.Manifests;

/// <summary>Random text made of the pieces that matter, to the reader and to those behind it.</summary>
public sealed class YamlReaderFuzzTests
{
    private static readonly string[] Syntax =
    [
        "a", "b: ", "- ", "? ", ": ", "\n", "\n  ", "\n    ", "\r\n", "\t", " ", "[", "]", "{", "}", ",", "\"", "'",
        "\\",
        "\\U0011FFFF", "\\x", "#", "&x ", "*x", "!t ", "!<", ">", "%", "%TAG ! x\n", "---", "...", "|", "|+2\n", ">-\n",
        "<<: ", "@", "`", "~", "null", "é", "\u0085", "\uFEFF", "\uD83D\uDE00", "\uD83D", "\0", "1.0", "x: y\n",
    ];

    private static readonly string[] Words =
    [
        "version: ", "digest: ", "hold:\n  ", "reason: ", "by: ", "since: 2026-11-22T10:00:00Z\n", "run: ", "command: ",
        "ready: /", "verify:\n  smoke:\n    - ", "get: /x\n", "expect: ", "json: ", "{ $.a: 1 }",
        "monitor: { for: 1s }\n", "url: ",
        "https://x.example\n", "quarantine: ", "[]", "after: ", "target: ", "{ process: local }\n", "1.4.1\n",
        "image: a:1\n", "tag: ", "\n", "\n- ", "{ ", " }", ", ", "[ ", " ]", "strategy: blueGreen\n",
        "owners: [\"@a\"]\n",
        "artifact: a/{version}\n",
    ];

    /// <summary>On a stack as small as some systems give to a thread, where a reader without a limit ends the process.</summary>
    [Fact]
    public void No_text_throws_or_is_taken_without_being_read() => SmallStack.Run(() =>
    {
        Text(Syntax).Sample(Check, iter: 100_000, threads: 1);
        return true;
    });

    private static void Check(string text)
    {
        foreach (var dialect in Enum.GetValues<YamlDialect>())
        {
            var file = YamlReader.Read("f.yaml", text, dialect);
            Assert.All(file.Problems, problem =>
            {
                Assert.True(problem.At is { Line: >= 1, Column: >= 1 });
                Assert.NotEmpty(problem.Rule);
                Assert.NotEmpty(problem.Message);
            });
            Assert.All(file.Documents, root => Assert.InRange(root.End, root.Start, text.Length));
            Assert.True(!file.Problems.IsEmpty || !file.Documents.IsEmpty || SaysNothing(text), text);
        }
    }

    /// <summary>Blank lines, comments and the marks of documents.</summary>
    private static bool SaysNothing(string text) => text.Split('\n', '\r').All(line =>
        line.Replace('\uFEFF', ' ').Trim().TrimStart('.', '-').Trim() is "" or ['#', ..] or ['%', ..]);

    [Fact]
    public void Any_text_in_any_place_gives_stages_or_problems() => Text([.. Words, .. Words, .. Syntax]).Sample(
        text =>
        {
            foreach (var path in new[] { ExampleTree.Application, ExampleTree.Staging, ExampleTree.StagingPin })
            {
                var manifest = ExampleTree.Read((path, text));
                Assert.True(manifest.Problems.Length > 0 || manifest.Stages.Count == 2);
            }
        },
        iter: 5_000);

    [Fact]
    public void Any_text_is_scanned_and_edited_without_harm() => Text([.. Words, .. Syntax]).Sample(
        text =>
        {
            var pins = PinScanner.Scan("f.yaml", text, PinMap.Automatic);
            Assert.All(pins, pin => Assert.InRange(pin.Version.Version.Length, 1, 128));
            _ = PinScanner.Scan("f.env", text, PinMap.Automatic);
            if (ManifestEdit.SetVersion("f.yaml", text, new PinnedVersion("9.9", null)) is EditOutcome.Edited edited)
            {
                Assert.Empty(YamlReader.Read("f.yaml", edited.Text, YamlDialect.Strict).Problems);
            }
        },
        iter: 20_000);

    [Fact]
    public void A_version_is_ours_by_the_grammar_or_refused() => Gen.OneOf(Gen.String, Text(Syntax)).Sample(
        version =>
        {
            var quoted = $"version: \"{version.Replace("\\", "\\\\", StringComparison.Ordinal)}\"\n";
            foreach (var text in new[] { quoted, $"version: {version}\n" })
            {
                var manifest = ExampleTree.Read((ExampleTree.StagingPin, text));
                var isRead = manifest.Stages.TryGetValue(new StageName("staging", "storefront"), out var stage);
                Assert.True(isRead ? PinGrammar.IsVersion(stage!.Pin.Version.Version) : !manifest.Problems.IsEmpty);
            }
        },
        iter: 2_000);

    private static Gen<string> Text(string[] pieces) => Gen.Int[0, pieces.Length - 1].Array[0, 60]
        .Select(picks => string.Concat(picks.Select(pick => pieces[pick])));
}
