using ContinuousDeploy.Core.Manifests.Editing;
using ContinuousDeploy.Core.Pins;

namespace ContinuousDeploy.Core.Tests.Manifests;

public sealed class ManifestEditTests
{
    private const string Digest = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    private static readonly DateTimeOffset Since = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
    private static readonly Hold Hold = new("1.5.0 failed smoke", "octocat", Since);
    private static readonly Quarantine Bad = new("1.5.0", "smoke failed: \"500\"", "octocat", Since);

    [Theory]
    [InlineData("version: 1.4.1 # the pin\n", "version: 1.5.0 # the pin\n")]
    [InlineData("# top\nversion:   '1.4.1'\nstrategy: blueGreen", "# top\nversion:   '1.5.0'\nstrategy: blueGreen")]
    [InlineData("version: \"1.4.1\"\r\nurl: x\r\n", "version: \"1.5.0\"\r\nurl: x\r\n")]
    [InlineData("{ version: 1.4.1 }", "{ version: 1.5.0 }")]
    [InlineData("---\nversion: 1.4.1\n", "---\nversion: 1.5.0\n")]
    [InlineData("version: 1.4.1\ndigest: sha256:abc\nurl: x\n", "version: 1.5.0\nurl: x\n")]
    [InlineData("{ digest: abc, version: 1.4.1 }", "{ version: 1.5.0 }")]
    public void A_version_is_replaced_where_it_stands(string before, string after) =>
        Assert.Equal(after, Text(ManifestEdit.SetVersion("p.yaml", before, new PinnedVersion("1.5.0", null))));

    [Theory]
    [InlineData("version: 1.4.1\nurl: x\n", "version: 1.5.0\ndigest: $\nurl: x\n")]
    [InlineData("version: 1.4.1", "version: 1.5.0\ndigest: $")]
    [InlineData("version: 1.4.1\r\n", "version: 1.5.0\r\ndigest: $\r\n")]
    [InlineData("{ version: 1.4.1, url: x }", "{ version: 1.5.0, digest: $, url: x }")]
    [InlineData("digest: \"sha256:old\" # of the archive\nversion: 1.4.1\n", "digest: \"$\" # of the archive\nversion: 1.5.0\n")]
    public void A_digest_is_added_or_replaced(string before, string after) => Assert.Equal(
        after.Replace("$", Digest, StringComparison.Ordinal),
        Text(ManifestEdit.SetVersion("p.yaml", before, new PinnedVersion("1.5.0", Digest))));

    [Fact]
    public void A_version_that_YAML_reads_as_nothing_is_quoted() => Assert.Equal(
        "version: \"null\"\n",
        Text(ManifestEdit.SetVersion("p.yaml", "version: 1\n", new PinnedVersion("null", null))));

    [Fact]
    public void A_hold_is_written_below_the_pin_and_taken_out_again()
    {
        const string before = "version: 1.4.1\n\n# why\nstrategy: blueGreen\n";

        var held = Text(ManifestEdit.WriteHold("p.yaml", before, Hold));

        Assert.Equal(
            """
            version: 1.4.1
            hold:
              reason: 1.5.0 failed smoke
              by: octocat
              since: 2026-11-22T10:00:00Z

            # why
            strategy: blueGreen

            """,
            held);
        Assert.Equal(before, Text(ManifestEdit.RemoveHold("p.yaml", held)));
    }

    [Theory]
    [InlineData("version: 1.4.1")]
    [InlineData("version: 1.4.1\r\n")]
    [InlineData("{ version: 1.4.1 }\n")]
    [InlineData("  version: 1.4.1\n  url: x")]
    public void A_hold_leaves_no_trace(string before)
    {
        var held = Text(ManifestEdit.WriteHold("p.yaml", before, Hold));

        Assert.Equal(before, Text(ManifestEdit.RemoveHold("p.yaml", held)));
    }

    [Fact]
    public void A_hold_that_is_there_is_replaced() => Assert.Equal(
        "version: 1\nhold:\n  reason: 1.5.0 failed smoke\n  by: octocat\n  since: 2026-11-22T10:00:00Z\nurl: x\n",
        Text(ManifestEdit.WriteHold("p.yaml", "version: 1\nhold: { reason: old }\nurl: x\n", Hold)));

    [Fact]
    public void Removing_a_hold_that_is_not_there_changes_nothing() =>
        Assert.Equal("version: 1 \n", Text(ManifestEdit.RemoveHold("p.yaml", "version: 1 \n")));

    [Theory]
    [InlineData("line one\nline two\r\n\tend ", "line one line two end")]
    [InlineData("a\u202Eb\u200Bc\0d", "a b c d")]
    [InlineData(" \n ", "no reason given")]
    [InlineData("", "no reason given")]
    [InlineData("- \"it's\": {#1} & *more* \\ %", "- \"it's\": {#1} & *more* \\ %")]
    [InlineData("failed: badly", "failed: badly")]
    [InlineData("failed #3", "failed #3")]
    [InlineData("ends with:", "ends with:")]
    [InlineData("null", "null")]
    [InlineData("kärra 🛒", "kärra 🛒")]
    public void A_reason_from_a_person_stays_what_it_says_on_one_line(string words, string kept)
    {
        var text = Text(ManifestEdit.WriteHold("p.yaml", "version: 1\n", Hold with { Reason = words }));

        Assert.Equal(5, text.Count(character => character == '\n'));
        var manifest = ExampleTree.Read((ExampleTree.StagingPin, text));
        Assert.Equal(kept, manifest.Stages[new StageName("staging", "storefront")].Pin.Hold!.Reason);
    }

    [Fact]
    public void Half_a_character_in_a_reason_is_replaced() =>
        Assert.Equal("half \uFFFD of a pair", ScalarText.Reason("half \uD83D of a pair"));

    [Fact]
    public void A_reason_is_cut_at_200_characters_and_never_inside_one()
    {
        var words = "x" + string.Concat(Enumerable.Repeat("🛒", 150));

        Assert.Equal("x" + string.Concat(Enumerable.Repeat("🛒", 99)), ScalarText.Reason(words));
        Assert.Equal(200, ScalarText.Reason(new string('y', 500)).Length);
    }

    [Fact]
    public void A_quarantine_is_begun_at_the_end()
    {
        var text = Text(ManifestEdit.AddQuarantine("a.yaml", "artifact: x\n# the end\n", Bad));

        Assert.Equal(
            """
            artifact: x
            quarantine:
              - version: 1.5.0
                reason: "smoke failed: \"500\""
                by: octocat
                since: 2026-11-22T10:00:00Z
            # the end

            """,
            text);
        Assert.Equal("artifact: x\n# the end\n", Text(ManifestEdit.RemoveQuarantine("a.yaml", text, "1.5.0")));
    }

    [Theory]
    [InlineData("quarantine: []\n", "quarantine: [$]\n")]
    [InlineData("quarantine: [ { version: 1 } ]\nurl: x", "quarantine: [ { version: 1 }, $ ]\nurl: x")]
    [InlineData("quarantine: [\n  { version: 1 },  # first\n]\n", "quarantine: [\n  { version: 1 }, $,  # first\n]\n")]
    [InlineData("quarantine:\n- { version: 1 }\nurl: x\n", "quarantine:\n- { version: 1 }\n- $\nurl: x\n")]
    [InlineData("quarantine:\r\n  - { version: 1 }", "quarantine:\r\n  - { version: 1 }\r\n  - $")]
    [InlineData("{ quarantine: [] }", "{ quarantine: [$] }")]
    [InlineData("{ url: x }", "{ url: x, quarantine: [$] }")]
    public void A_quarantine_grows_in_the_style_it_has(string before, string after)
    {
        const string entry =
            "{ version: 1.5.0, reason: \"smoke failed: \\\"500\\\"\", by: octocat, since: 2026-11-22T10:00:00Z }";

        var text = Text(ManifestEdit.AddQuarantine("a.yaml", before, Bad));

        Assert.Equal(after.Replace("$", entry, StringComparison.Ordinal), text);
        Assert.Equal(text, Text(ManifestEdit.AddQuarantine("a.yaml", text, Bad)));
    }

    [Theory]
    [InlineData("quarantine:\n  - version: 1\n    by: x\n  # second\n  - version: 2\n", "1", "quarantine:\n  # second\n  - version: 2\n")]
    [InlineData("quarantine:\n  - version: 1\n  -\n    version: 2\nurl: x", "2", "quarantine:\n  - version: 1\nurl: x")]
    [InlineData("quarantine: [{ version: 1 }, { version: 2 }]\n", "1", "quarantine: [{ version: 2 }]\n")]
    [InlineData("quarantine: [{ version: 1 }, { version: 2 }]\n", "2", "quarantine: [{ version: 1 }]\n")]
    [InlineData("url: x\nquarantine: [{ version: 1 }]\nrun: y\n", "1", "url: x\nrun: y\n")]
    [InlineData("url: x\nquarantine:\n  - version: 1", "1", "url: x")]
    [InlineData("url: x\nquarantine: []\n", "1", "url: x\nquarantine: []\n")]
    public void A_version_leaves_the_quarantine(string before, string version, string after) =>
        Assert.Equal(after, Text(ManifestEdit.RemoveQuarantine("a.yaml", before, version)));

    [Theory]
    [InlineData("")]
    [InlineData("- version: 1\n")]
    [InlineData("version: |\n  1.4\n")]
    [InlineData("? version\n: &a 1\n")]
    [InlineData("url: x\n")]
    [InlineData("version: 1\nversion: 2\n")]
    [InlineData("version: [1\n")]
    public void A_file_that_cannot_be_edited_safely_is_refused(string text)
    {
        var refused = Assert.IsType<EditOutcome.Refused>(
            ManifestEdit.SetVersion("p.yaml", text, new PinnedVersion("1.5.0", null)));

        Assert.Equal("p.yaml", refused.Problem.At.File);
    }

    [Theory]
    [InlineData("1.0\nroles: {}")]
    [InlineData("$(reboot)")]
    [InlineData("")]
    public void A_version_that_is_none_is_a_bug(string version) => Assert.Throws<ArgumentException>(
        () => ManifestEdit.SetVersion("p.yaml", "version: 1\n", new PinnedVersion(version, null)));

    private static string Text(EditOutcome outcome) => Assert.IsType<EditOutcome.Edited>(outcome).Text;
}
