using ContinuousDeploy.Sandbox.Pages;

namespace ContinuousDeploy.Tests.Demo;

public sealed class MarkdownTests
{
    private const string Root = "/acme/environments";

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<!-- a --> <script>alert(1)</script>")]
    [InlineData("text <img src=x onerror=alert(1)> text")]
    [InlineData("[x](javascript:alert(1))")]
    [InlineData("[x](  javascript:alert(1))")]
    [InlineData("[x](JaVaScRiPt:alert(1))")]
    [InlineData("[x](data:text/html;base64,PHNjcmlwdD4=)")]
    [InlineData("[x](vbscript:x)")]
    [InlineData("<javascript:alert(1)>")]
    [InlineData("[x][y]\n\n[y]: javascript:alert(1)")]
    [InlineData("![x](javascript:alert(1))")]
    [InlineData("[x](https://a.example/\"onmouseover=alert(1))")]
    [InlineData("| a |\n|---|\n| <script>alert(1)</script> |")]
    [InlineData("`<script>alert(1)</script>`")]
    [InlineData("```\"><script>\n<script>alert(1)</script>\n```")]
    [InlineData("<a href=\"javascript:alert(1)\">x</a>")]
    [InlineData("<svg/onload=alert(1)>")]
    [InlineData("<iframe src=//evil.example>")]
    [InlineData("<!--><script>alert(1)</script>-->")]
    [InlineData("<![CDATA[<script>alert(1)</script>]]>")]
    [InlineData("<?php <script>alert(1)</script> ?>")]
    public void What_people_write_never_becomes_live_markup(string text)
    {
        var html = Markdown.Render(text, Root).ToString();

        foreach (var tag in Tags(html))
        {
            Assert.Contains(Name(tag), HarmlessTags);
            Assert.DoesNotContain("script:", tag, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("data:", tag, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(" on", tag, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void A_hidden_marker_is_not_shown()
    {
        Assert.Equal("<p>Live.</p>\n", Markdown.Render("<!-- continuous-deploy: key -->\nLive.", Root).ToString());
        Assert.Equal("<p>Live. </p>\n", Markdown.Render("Live. <!-- key -->", Root).ToString());
    }

    [Fact]
    public void Tables_code_and_web_links_show_as_on_GitHub()
    {
        var html = Markdown.Render(
            """
            | Stage | Version |
            |---|---|
            | production | `1.5.0` |

            [details](https://example.com/a?b=c)
            """,
            Root).ToString();

        Assert.Contains("<td>production</td>", html);
        Assert.Contains("<code>1.5.0</code>", html);
        Assert.Contains("<a href=\"https://example.com/a?b=c\">details</a>", html);
    }

    [Theory]
    [InlineData("Revert: #3 is merged", "Revert: <a href=\"/acme/environments/pull/3\">#3</a> is merged")]
    [InlineData("(#1)", "(<a href=\"/acme/environments/pull/1\">#1</a>)")]
    [InlineData("#1#2 #3", "<a href=\"/acme/environments/pull/1\">#1</a>#2 <a href=\"/acme/environments/pull/3\">#3</a>")]
    [InlineData("a#3, #, #x, #1234567890", "a#3, #, #x, #1234567890")]
    [InlineData("`#3`", "<code>#3</code>")]
    [InlineData("[#3](https://example.com/)", "<a href=\"https://example.com/\">#3</a>")]
    public void The_number_of_a_pull_request_leads_to_it(string text, string html) =>
        Assert.Equal($"<p>{html}</p>\n", Markdown.Render(text, Root).ToString());

    [Theory]
    [InlineData('>')]
    [InlineData('[')]
    [InlineData('*')]
    [InlineData('`')]
    public void Text_nested_as_no_person_writes_is_shown_somehow(char sign)
    {
        var html = Markdown.Render(new string(sign, 65_536), Root).ToString();

        Assert.NotEmpty(html);
    }

    private static readonly string[] HarmlessTags =
        ["p", "a", "code", "pre", "table", "thead", "tbody", "tr", "th", "td", "br"];

    private static IEnumerable<string> Tags(string html)
    {
        for (var at = html.IndexOf('<', StringComparison.Ordinal); at >= 0; at = html.IndexOf('<', at + 1))
        {
            yield return html[at..(html.IndexOf('>', at) + 1)];
        }
    }

    private static string Name(string tag) => new([.. tag.TrimStart('<', '/').TakeWhile(char.IsAsciiLetterOrDigit)]);
}
