using ContinuousDeploy.Sandbox.Pages;

namespace ContinuousDeploy.Tests.Demo;

public sealed class HtmlTests
{
    [Fact]
    public void A_value_is_encoded_and_a_literal_is_not()
    {
        const string hostile = "\"><script>alert('x')</script>&";

        Assert.Equal(
            "<p title=\"&quot;&gt;&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;&amp;\">3</p>",
            Html.Of($"<p title=\"{hostile}\">{3}</p>").ToString());
    }

    [Fact]
    public void Html_within_html_is_encoded_once()
    {
        var inner = Html.Of($"<b>{"<&>"}</b>");

        var outer = Html.Of($"<ul>{new[] { inner, inner }}</ul>");

        Assert.Equal("<ul><b>&lt;&amp;&gt;</b><b>&lt;&amp;&gt;</b></ul>", outer.ToString());
    }

    [Theory]
    [InlineData("https://example.com/a", "https://example.com/a")]
    [InlineData("http://127.0.0.1:5080/", "http://127.0.0.1:5080/")]
    [InlineData("javascript:alert(1)", "")]
    [InlineData("//evil.example", "")]
    [InlineData("file:///etc/passwd", "")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void Only_web_addresses_become_links(string? address, string link) =>
        Assert.Equal(link, WebLink.OrNothing(address));
}
