using System.Text.RegularExpressions;
using ContinuousDeploy.Core.Comments;
using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Pins;

namespace ContinuousDeploy.Core.Tests.Manifests;

/// <summary>
/// Texts that are almost commands, pins and names, 50,000 of each (seeded; HOSTILE_INPUTS multiplies). The grammars are
/// written down here a second time, as regular expressions; what is refused says why and where.
/// </summary>
public sealed partial class HostileTextTests(ITestOutputHelper output)
{
    private static readonly string[] Commands =
    [
        "/rollback", "/rollback staging/storefront --reason \"it burns\"", "/resume production", "/status", "/help",
        "Looks good.\n/rollback staging\n\nthank you", "> /rollback\n", "```\n/rollback\n```\n/status", "/rolback", "/deploy x",
    ];

    private static readonly string[] Names = ["staging", "storefront-2", "a", "con", "com1", "x-", new string('n', 63)];
    private static readonly string[] Versions = ["1.4.1", "v2.0.0-rc.1+build_7", "6dcb09b", "0", new string('9', 128)];
    private const string Digest = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    [Fact]
    public void A_changed_command_is_one_of_the_grammar_or_says_what_is_wrong()
    {
        var choices = new Choices(50);
        var count = Choices.Count(50_000);
        var (recognized, rejected) = (0, 0);
        for (var number = 0; number < count; number++)
        {
            var comment = choices.Mutate(choices.Of(Commands));
            foreach (var line in CommentParser.Parse(comment))
            {
                if (line is CommandLine.Rejected { Explanation: var explanation })
                {
                    rejected++;
                    Assert.True(explanation.Length is > 5 and < 400 && !explanation.Any(char.IsControl), comment);
                }
                else
                {
                    recognized++;
                    Assert.Matches(Command(), line.Text);
                }

                Assert.Contains(line.Text, comment.ReplaceLineEndings("\n").Split('\n').Select(one => one.TrimEnd()));
            }
        }

        output.WriteLine($"{count} comments: {recognized} commands, {rejected} rejected");
        Assert.True(recognized > count / 10 && rejected > count / 50);
    }

    [Fact]
    public void A_changed_name_is_one_of_the_grammar_or_a_problem_at_its_file()
    {
        var choices = new Choices(51);
        var count = Choices.Count(50_000);
        var taken = 0;
        for (var number = 0; number < count; number++)
        {
            var name = choices.Mutate(choices.Of(Names));
            Assert.True(NameGrammar.IsName(name) == (Name().IsMatch(name) && !Device().IsMatch(name)), name);
            taken += NameGrammar.IsName(name) ? 1 : 0;
            if (number % 25 != 0 || name.Contains('/', StringComparison.Ordinal) || name.Length == 0)
            {
                continue;
            }

            var path = $"environments/{name}/environment.yaml";
            var problems = ExampleTree.Read((path, "target: { process: local }\n")).Problems;
            Assert.True(
                NameGrammar.IsName(name) || name is "applications" || problems.Any(problem => problem.At.File == path && problem.Rule.Length > 0),
                $"the name '{name}' was passed over in silence");
        }

        output.WriteLine($"{count} names: {taken} taken");
        Assert.InRange(taken, count / 50, count * 3 / 4);
    }

    [Fact]
    public void A_changed_pin_is_one_of_the_grammar()
    {
        var choices = new Choices(52);
        var count = Choices.Count(50_000);
        var taken = 0;
        for (var number = 0; number < count; number++)
        {
            var version = choices.Mutate(choices.Of(Versions));
            var digest = choices.Mutate(Digest);
            Assert.True(PinGrammar.IsVersion(version) == Version().IsMatch(version), version);
            Assert.True(PinGrammar.IsDigest(digest) == DigestForm().IsMatch(digest), digest);
            taken += PinGrammar.IsVersion(version) ? 1 : 0;
        }

        output.WriteLine($"{count} pins: {taken} versions taken");
        Assert.InRange(taken, count / 50, count * 3 / 4);
    }

    [GeneratedRegex(@"\A/(help|(status|resume)(\s+[a-z0-9][a-z0-9-]*(/[a-z0-9][a-z0-9-]*)?)*|rollback(\s+([a-z0-9][a-z0-9-]*(/[a-z0-9][a-z0-9-]*)?|--reason\s+(""[^""]+""|[^\s""]\S*)))*)\s*\z")]
    private static partial Regex Command();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,62}\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"\A(con|prn|aux|nul|(com|lpt)[0-9])\z")]
    private static partial Regex Device();

    [GeneratedRegex(@"\A[0-9A-Za-z][0-9A-Za-z._+-]{0,127}\z")]
    private static partial Regex Version();

    [GeneratedRegex(@"\Asha256:[0-9a-f]{64}\z")]
    private static partial Regex DigestForm();
}
