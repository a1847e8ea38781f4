using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Manifests.Yaml;

namespace ContinuousDeploy.Core.Tests.Manifests;

/// <summary>Text that ends other readers, or that reads otherwise than it looks.</summary>
public sealed class HostileYamlTests
{
    [Theory]
    [InlineData("a: &x 1\n", "anchor", 1, 4)]
    [InlineData("a: *x\n", "alias", 1, 4)]
    [InlineData("a: !!str 1\n", "tag", 1, 4)]
    [InlineData("a: !!System.Diagnostics.Process {}\n", "tag", 1, 4)]
    [InlineData("a: ! x\n", "tag", 1, 4)]
    [InlineData("a: 1\n<<: { b: 2 }\n", "merge-key", 2, 1)]
    [InlineData("version: 1.0\nname: x\nversion: 6.6.6\n", "duplicate-key", 3, 1)]
    [InlineData("version: 1.0\n\"version\": 6.6.6\n", "duplicate-key", 2, 1)]
    [InlineData("a: 1\n---\na: 2\n", "second-document", 2, 1)]
    [InlineData("a: 1\n...\n---\n---\n", "second-document", 3, 1)]
    [InlineData("? [a]\n: 1\n", "complex-key", 1, 3)]
    [InlineData("a:\n\tb: 1\n", "tab", 2, 1)]
    [InlineData("a: 1\n\tb: 2\n", "tab", 2, 1)]
    [InlineData("a: [1\n", "yaml-syntax", 2, 1)]
    [InlineData("a: \"x\n", "yaml-syntax", 1, 4)]
    [InlineData("a: b: c\n", "yaml-syntax", 1, 5)]
    [InlineData("a: \"\\UFFFFFFFF\"\n", "yaml-syntax", 1, 2)]
    [InlineData("a: \"\\ud800\"\n", "yaml-syntax", 1, 4)]
    [InlineData("a: \"\\q\"\n", "yaml-syntax", 1, 4)]
    [InlineData("%YAML 9.9\n---\na: 1\n", "yaml-syntax", 1, 1)]
    [InlineData("a: @x\n", "yaml-syntax", 1, 4)]
    [InlineData("- : \\x", "yaml-syntax", 2, 1)]
    [InlineData("a: !<> x\n", "yaml-syntax", 1, 2)]
    [InlineData("...\n  null", "yaml-syntax", 1, 1)]
    public void A_refusal_names_the_rule_and_the_place(string text, string rule, int line, int column)
    {
        var problem = SmallStack.Run(() => YamlReader.Read("f.yaml", text, YamlDialect.Strict)).Problems[0];

        Assert.Equal((rule, new Position("f.yaml", line, column)), (problem.Rule, problem.At));
        Assert.NotEmpty(problem.Message);
        Assert.NotEmpty(problem.NextStep);
    }

    [Theory]
    [InlineData(0x202E, "right-to-left override")]
    [InlineData(0x2066, "isolate")]
    [InlineData(0x200B, "zero-width space")]
    [InlineData(0x200D, "zero-width joiner")]
    [InlineData(0xFEFF, "byte order mark")]
    [InlineData(0x00AD, "soft hyphen")]
    [InlineData(0x0085, "next line")]
    [InlineData(0x2028, "line separator")]
    [InlineData(0x2029, "paragraph separator")]
    [InlineData(0x0000, "null")]
    [InlineData(0x001B, "escape")]
    [InlineData(0x000D, "carriage return alone")]
    [InlineData(0xE0041, "tag character")]
    public void A_character_that_cannot_be_seen_is_refused_where_it_stands(int character, string name)
    {
        var invisible = char.ConvertFromUtf32(character);
        foreach (var (text, column) in new[] { ($"a: 1\nb: x{invisible}y\n", 5), ($"a: 1\nb{invisible}: y\n", 2) })
        {
            var file = YamlReader.Read("f.yaml", text, YamlDialect.Strict);

            var problem = Assert.Single(file.Problems);
            Assert.Equal(("forbidden-character", new Position("f.yaml", 2, column)), (problem.Rule, problem.At));
            Assert.True(problem.Message.Contains($"U+{character:X4}", StringComparison.Ordinal), name);
            Assert.Empty(file.Documents);
        }
    }

    [Theory]
    [InlineData("a: \"x\\u202Ey\"")]
    [InlineData("a: \"x\\0y\"")]
    [InlineData("\"a\\u200B\": y")]
    public void An_escape_does_not_smuggle_an_invisible_character_in(string text) =>
        Assert.Equal("forbidden-character", Assert.Single(YamlReader.Read("f.yaml", text, YamlDialect.Strict).Problems).Rule);

    [Theory]
    [InlineData("[", 140)]
    [InlineData("[", 200_000)]
    [InlineData("{", 200_000)]
    [InlineData("? ", 100_000)]
    [InlineData("- ", 100_000)]
    [InlineData("[\n", 100_000)]
    [InlineData("[{a: ", 50_000)]
    public void Deep_text_is_refused_while_it_is_read(string part, int times)
    {
        var text = string.Concat(Enumerable.Repeat(part, times));
        foreach (var dialect in Enum.GetValues<YamlDialect>())
        {
            var problem = SmallStack.Run(() => YamlReader.Read("f.yaml", text, dialect)).Problems[^1];

            Assert.Equal("too-deep", problem.Rule);
        }
    }

    [Fact]
    public void Thirty_two_levels_are_read_and_thirty_three_are_not()
    {
        static YamlFile Nested(int levels) =>
            YamlReader.Read("f.yaml", new string('[', levels - 1) + "x" + new string(']', levels - 1), YamlDialect.Strict);

        Assert.Empty(Nested(32).Problems);
        Assert.Equal(new Position("f.yaml", 1, 33), Assert.Single(Nested(33).Problems).At);
    }

    [Fact]
    public void A_file_over_256_KiB_is_refused_unread()
    {
        var whole = "a: " + new string('x', (256 * 1024) - 3);

        Assert.Empty(YamlReader.Read("f.yaml", whole, YamlDialect.Strict).Problems);
        Assert.Equal("too-large", Assert.Single(YamlReader.Read("f.yaml", whole + "x", YamlDialect.Strict).Problems).Rule);
        var huge = "a: " + new string('é', 25_000_000);
        Assert.Equal("too-large", Assert.Single(YamlReader.Read("f.yaml", huge, YamlDialect.Foreign).Problems).Rule);
    }

    [Fact]
    public void A_bomb_of_aliases_stays_as_small_as_it_is()
    {
        const string bomb = """
            a: &a [x, x, x, x, x, x, x, x, x]
            b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
            c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]
            """;

        Assert.Contains(YamlReader.Read("f.yaml", bomb, YamlDialect.Strict).Problems, problem => problem.Rule == "anchor");
        var foreign = Assert.IsType<YamlNode.Mapping>(YamlReader.Read("f.yaml", bomb, YamlDialect.Foreign).Documents[0]);
        var last = Assert.IsType<YamlNode.Sequence>(foreign.Entries[^1].Value);
        Assert.All(last.Items, item => Assert.IsType<YamlNode.Alias>(item));
    }

    [Fact]
    public void Several_problems_are_found_in_one_reading()
    {
        const string text = "a: &x 1\nb: !t 2\na: 3\n<<: 4\nc: *x\n";

        var rules = YamlReader.Read("f.yaml", text, YamlDialect.Strict).Problems.Select(problem => problem.Rule);

        Assert.Equal(["anchor", "tag", "duplicate-key", "merge-key", "alias"], rules);
    }

    [Fact]
    public void A_file_of_nothing_but_problems_is_not_read_to_its_end()
    {
        var text = string.Concat(Enumerable.Repeat("a: &x 1\n", 20_000));

        var problems = YamlReader.Read("f.yaml", text, YamlDialect.Strict).Problems;

        Assert.Equal(ProblemList.MostInFile + 1, problems.Length);
        Assert.Equal("too-many-problems", problems[^1].Rule);
    }

    [Fact]
    public void Text_of_the_file_in_a_message_is_short_and_visible()
    {
        var key = "\"" + new string('k', 5_000) + "\\n\\e[31m\"";

        var problem = Assert.Single(
            YamlReader.Read("f.yaml", $"? {key}\n: 1\n? {key}\n: 2\n", YamlDialect.Strict).Problems,
            problem => problem.Rule == "duplicate-key");

        Assert.True(problem.Message.Length < 200);
        Assert.DoesNotContain(problem.ToString(), char.IsControl);
    }

    [Theory]
    [InlineData("a: &x 1\nb: *x\nc: !t 2\n---\na: 3\na: 4\n<<: *y\n", 2)]
    [InlineData("\uFEFFa: 1\nb: 2\n", 1)]
    [InlineData("a: x\u2028y\nb: 2\n", 1)]
    public void Files_of_other_tools_may_use_all_of_YAML(string text, int documents)
    {
        var file = YamlReader.Read("f.yaml", text, YamlDialect.Foreign);

        Assert.Empty(file.Problems);
        Assert.Equal(documents, file.Documents.Length);
    }
}
