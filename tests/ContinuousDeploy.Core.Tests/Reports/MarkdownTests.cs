using System.Text;
using Markdig;

namespace ContinuousDeploy.Core.Tests.Reports;

public sealed class MarkdownTests
{
    private const string Hostile =
        "@everyone fixes #1 <img src=x onerror=alert(1)> [a](javascript:x) `|` **b** https://evil.example/x \u202Egpj\u0000\n# head";

    [Fact]
    public void Text_of_others_stays_text()
    {
        var html = Html(Core.Reports.Markdown.Text(Hostile));
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<a ", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<strong>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<h1", html, StringComparison.Ordinal);
        Assert.DoesNotContain("@everyone", html, StringComparison.Ordinal);
        Assert.DoesNotContain("#1", html, StringComparison.Ordinal);
        Assert.DoesNotContain("\u202E", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fence_cannot_be_closed_from_inside()
    {
        var html = Html(Core.Reports.Markdown.Fence("one\n```\n<script>\n`````\n# two"));
        Assert.StartsWith("<pre>", html, StringComparison.Ordinal);
        Assert.EndsWith("</pre>\n", html, StringComparison.Ordinal);
        Assert.Contains("# two", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.5.0")]
    [InlineData("a`b``c")]
    [InlineData("`")]
    public void A_code_span_shows_its_value(string value)
    {
        var table = Core.Reports.Markdown.Table(["Head"], [[Core.Reports.Markdown.Code(value)]]);
        Assert.Contains($"<code>{value}</code>", Html(table), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bar_in_a_code_span_does_not_end_a_table_cell() =>
        // GitHub takes the backslash away again inside tables (GitHub Flavored Markdown, example 200).
        Assert.Equal("`x\\|y`", Core.Reports.Markdown.Code("x|y"));

    [Theory]
    [InlineData("a")]
    [InlineData("ä")]
    [InlineData("😀")]
    [InlineData("line\n")]
    public void A_long_text_is_cut_between_characters_and_says_so(string piece)
    {
        var cut = Core.Reports.Markdown.Fit(string.Concat(Enumerable.Repeat(piece, 70_000)), 65_535);
        Assert.True(Encoding.UTF8.GetByteCount(cut) <= 65_535);
        Assert.DoesNotContain("\uFFFD", Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(cut)), StringComparison.Ordinal);
        Assert.EndsWith("The rest was cut off: GitHub takes no longer text._\n", cut, StringComparison.Ordinal);
    }

    private static string Html(string markdown) =>
        Markdig.Markdown.ToHtml(markdown, new MarkdownPipelineBuilder().UsePipeTables().UseAutoLinks().Build());
}
