using ContinuousDeploy.Core.Manifests.Editing;
using ContinuousDeploy.Core.Pins;
using CsCheck;

namespace ContinuousDeploy.Core.Tests.Manifests;

/// <summary>
/// Edits of generated files: what is read afterwards is what was asked for, and other lines are the same bytes.
/// </summary>
public sealed class ManifestEditPropertyTests
{
    private const string Digest = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    private static readonly StageName Stage = new("staging", "storefront");
    private static readonly DateTimeOffset Since = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    private static readonly string[] Versions =
        ["version: 1.4.1", "version:  '1.4.1'   # pinned", "version: \"1.4.1\"", "\"version\": 1.10"];

    private static readonly string[] Digests = ["", "", $"digest: {Digest}", $"digest: '{Digest}' # of the archive"];

    private static readonly string[] Holds =
    [
        "", "", "hold: { reason: \"a, b\", by: x, since: 2026-11-22T10:00:00Z } # braces",
        "hold:\n  # since when\n  since: 2026-11-22T10:00:00Z\n  reason: |\n    two\n    lines\n\n  by: x",
        "hold:\n    reason: >-\n        folded\n        text\n    by: x\n    since: 2026-11-22T10:00:00Z",
    ];

    private static readonly string[] Others =
    [
        "", "# a comment", "", "strategy: blueGreen   # stays", "owners:\n- \"@a\"\n- '@b'",
        "monitor: { for: 1m,\n  every: 5s }",
        "source: >-\n  acme/storefront\n", "verify:\n  smoke:\n    - get: /x # first\n\n    - { get: /y }",
    ];

    private static readonly Gen<string> LineBreak = Gen.Bool.Select(isWindows => isWindows ? "\r\n" : "\n");

    private static readonly Gen<string> File = Gen.Select(
            Piece(Versions), Piece(Digests), Piece(Holds), Piece(Others), Piece(Others),
            LineBreak, Gen.Int[0, 119], Gen.Bool)
        .Select((version, digest, hold, first, second, lineBreak, order, ends) =>
        {
            var parts = Shuffled([version, digest, hold, first, first == second ? "# again" : second], order);
            var text = string.Join('\n', parts.Where(part => part.Length > 0));
            text = text.Replace("\n", lineBreak, StringComparison.Ordinal);
            return ends ? text + lineBreak : text;
        });

    private static readonly Gen<string> Reason = Gen.OneOf(
        Gen.String[0, 60],
        Gen.String[Gen.Char["\"'\\:#-?,[]{}&*!|>%@` \n\t\r~nul\u202E\uD83Dé0"], 0, 260]);

    [Fact]
    public void A_generated_file_reads_without_problems() => File.Sample(text =>
        Assert.Empty(ExampleTree.Read((ExampleTree.StagingPin, text)).Problems));

    [Fact]
    public void Setting_a_version_changes_its_line_and_the_digest_alone() =>
        Gen.Select(File, Gen.Bool).Sample((text, withDigest) =>
        {
            var wanted = new PinnedVersion("2.0.0-rc.1", withDigest ? Digest.Replace('9', '8') : null);

            var edited = Edited(ManifestEdit.SetVersion(ExampleTree.StagingPin, text, wanted));

            Assert.Equal(wanted, Read(edited).Version);
            AssertSameLines(text, edited, line => line.Contains("version", StringComparison.Ordinal)
                || line.StartsWith("digest:", StringComparison.Ordinal));
        });

    [Fact]
    public void A_hold_reads_back_and_touches_nothing_else() => Gen.Select(File, Reason).Sample((text, reason) =>
    {
        var hold = new Hold(reason, "octo[bot]", Since.AddMilliseconds(7));

        var held = Edited(ManifestEdit.WriteHold(ExampleTree.StagingPin, text, hold));

        Assert.Equal(new Hold(ScalarText.Reason(reason), "octo[bot]", Since), Read(held).Hold);
        Assert.InRange(ScalarText.Reason(reason).Length, 1, 200);
        var without = Edited(ManifestEdit.RemoveHold(ExampleTree.StagingPin, text));
        Assert.Equal(without, Edited(ManifestEdit.RemoveHold(ExampleTree.StagingPin, held)));
        Assert.Null(Read(without).Hold);
        AssertSameLines(text, without, _ => false);
    });

    [Fact]
    public void A_quarantine_reads_back_and_leaves_no_trace() => Gen.Select(File, Reason).Sample((text, reason) =>
    {
        var first = Edited(ManifestEdit.AddQuarantine("a.yaml", text, new Quarantine("1.5.0", reason, "x", Since)));
        var second = Edited(ManifestEdit.AddQuarantine("a.yaml", first, new Quarantine("1.6.0", reason, "y", Since)));

        var onlySecond = Edited(ManifestEdit.RemoveQuarantine("a.yaml", second, "1.5.0"));

        Assert.Equal(first, Edited(ManifestEdit.RemoveQuarantine("a.yaml", second, "1.6.0")));
        Assert.Equal(text, Edited(ManifestEdit.RemoveQuarantine("a.yaml", first, "1.5.0")));
        Assert.Equal(text, Edited(ManifestEdit.RemoveQuarantine("a.yaml", onlySecond, "1.6.0")));
    });

    private static Gen<string> Piece(string[] choices) =>
        Gen.Int[0, choices.Length - 1].Select(choice => choices[choice]);

    private static List<string> Shuffled(List<string> parts, int order)
    {
        var shuffled = new List<string>();
        for (var left = parts.Count; left > 0; left--)
        {
            shuffled.Add(parts[order % left]);
            parts.RemoveAt(order % left);
            order /= left;
        }

        return shuffled;
    }

    private static Pin Read(string text)
    {
        var manifest = ExampleTree.Read((ExampleTree.StagingPin, text));
        Assert.Empty(manifest.Problems);
        return manifest.Stages[Stage].Pin;
    }

    private static string Edited(EditOutcome outcome) => Assert.IsType<EditOutcome.Edited>(outcome).Text;

    /// <summary>
    /// Every line of the edited file was there before, in the same order, but for those that may be new.
    /// </summary>
    private static void AssertSameLines(string before, string after, Predicate<string> mayBeNew)
    {
        var old = new Queue<string>(before.Split('\n').Select(line => line.TrimEnd('\r')));
        foreach (var line in after.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => !mayBeNew(line)))
        {
            var isOld = false;
            while (!isOld && old.TryDequeue(out var candidate))
            {
                isOld = candidate == line;
            }

            Assert.True(isOld, $"'{line}' is new.");
        }
    }
}
