using ContinuousDeploy.Core.Comments;

namespace ContinuousDeploy.Core.Tests.Comments;

public sealed class CommentParserTests
{
    [Fact]
    public void A_line_that_begins_with_a_slash_is_a_command()
    {
        var rollback = Assert.IsType<Command.Rollback>(Only("/rollback"));
        Assert.Empty(rollback.Targets);
        Assert.Null(rollback.Reason);
    }

    [Fact]
    public void Targets_and_a_reason_are_read()
    {
        var rollback = Assert.IsType<Command.Rollback>(
            Only("/rollback production/storefront staging --reason \"checkout fails; rm -rf / $(id)\""));
        Assert.Equal(["production/storefront", "staging"], rollback.Targets.Select(target => target.ToString()));
        Assert.Equal("checkout fails; rm -rf / $(id)", rollback.Reason);
    }

    [Fact]
    public void Several_commands_of_one_comment_are_read_in_order()
    {
        var lines = CommentParser.Parse("Sorry, this broke it.\n/rollback production\n\nand then:\n/status\r\n/help");
        Assert.Equal(["/rollback production", "/status", "/help"], lines.Select(line => line.Text));
        Assert.All(lines, line => Assert.IsType<CommandLine.Recognized>(line));
    }

    [Theory]
    [InlineData("Please do not /rollback this")]
    [InlineData(" /rollback")]
    [InlineData("> /rollback")]
    [InlineData("> quoted\n/rollback", Label = "a lazy continuation of a quote")]
    [InlineData("```\n/rollback\n```")]
    [InlineData("~~~ text\n/rollback\n~~~")]
    [InlineData("```\n/rollback", Label = "an unclosed fence")]
    [InlineData("    /rollback")]
    [InlineData("`\n/rollback\n`")]
    [InlineData("<!--\n/rollback\n-->")]
    [InlineData("<details>\n/rollback\n</details>")]
    [InlineData("- a list\n/rollback", Label = "a lazy continuation of a list")]
    [InlineData("/")]
    [InlineData("/ rollback")]
    [InlineData("/\trollback")]
    [InlineData("//rollback")]
    [InlineData("")]
    public void What_is_quoted_or_code_or_inside_a_line_is_no_command(string comment) =>
        Assert.Empty(CommentParser.Parse(comment));

    [Theory]
    [InlineData("/rolback", "Did you mean `/rollback`?")]
    [InlineData("/rollbakc", "Did you mean `/rollback`?")]
    [InlineData("/Rollback", "Did you mean `/rollback`?")]
    [InlineData("/hlep", "Did you mean `/help`?")]
    [InlineData("/frobnicate", "`/help` lists what works")]
    [InlineData("/promote storefront", "not part of this version yet")]
    [InlineData("/rollback; rm", "Did you mean `/rollback`?")]
    [InlineData("/rollback production;rm", "a target is written")]
    [InlineData("/rollback ../production", "a target is written")]
    [InlineData("/rollback ${{ secrets.TOKEN }}", "a target is written")]
    [InlineData("/rollback --force", "option that does not exist")]
    [InlineData("/rollback --reason", "needs a text")]
    [InlineData("/rollback --reason \"open", "quotation mark")]
    [InlineData("/rollback --reason \"it burns\"staging", "a space is missing")]
    [InlineData("/rollback \"production\"", "where a target is expected")]
    [InlineData("/help me", "takes no arguments")]
    [InlineData("/status --reason \"x\"", "takes no `--reason`")]
    [InlineData("/r\u043Ellback", "U+043E")]
    [InlineData("\uFF0Frollback", "U+FF0F")]
    [InlineData("/\u200Brollback", "U+200B")]
    [InlineData("/\u202Erollback", "U+202E")]
    public void A_line_that_is_almost_a_command_is_answered_with_what_is_wrong(string comment, string expected)
    {
        var rejected = Assert.IsType<CommandLine.Rejected>(Assert.Single(CommentParser.Parse(comment)));
        Assert.Contains(expected, rejected.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_first_commands_of_a_flood_are_read() =>
        Assert.Equal(
            CommentParser.Most,
            CommentParser.Parse(string.Concat(Enumerable.Repeat("/status\n", 5_000))).Length);

    [Theory]
    [InlineData(">")]
    [InlineData("- ")]
    [InlineData("[")]
    [InlineData("*")]
    [InlineData("<")]
    [InlineData("`")]
    [InlineData("/rollback \"")]
    public void Text_made_to_be_slow_or_deep_is_read_to_its_end(string piece)
    {
        var comment = "/rollback\n\n" + string.Concat(Enumerable.Repeat(piece, 60_000 / piece.Length));
        Assert.True(CommentParser.Parse(comment).Length <= CommentParser.Most);
    }

    [Theory]
    [InlineData("production", "production", "storefront", true)]
    [InlineData("storefront", "production", "storefront", true)]
    [InlineData("production/storefront", "production", "storefront", true)]
    [InlineData("staging", "production", "storefront", false)]
    [InlineData("staging/storefront", "production", "storefront", false)]
    public void A_target_is_an_environment_an_application_or_both(
        string target, string environment, string application, bool covered)
    {
        var status = Assert.IsType<Command.Status>(Only($"/status {target}"));
        Assert.Equal(covered, status.Targets.Single().Covers(new StageName(environment, application)));
    }

    private static Command Only(string comment) =>
        Assert.IsType<CommandLine.Recognized>(Assert.Single(CommentParser.Parse(comment))).Command;
}
