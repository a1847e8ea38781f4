using System.Text.Json;
using ContinuousDeploy.Verification;

namespace ContinuousDeploy.Tests.Verification;

public sealed class JsonPathTests
{
    private const string Document = """{"a":{"b":[{"c-d":"x"},null]},"":1,"n":2}""";

    [Theory]
    [InlineData("$", Document)]
    [InlineData("$.n", "2")]
    [InlineData("$.a.b[0].c-d", "\"x\"")]
    [InlineData("$.a.b[1]", "null")]
    [InlineData("$.a.b[2]", null)]
    [InlineData("$.a[0]", null)]
    [InlineData("$.n.x", null)]
    [InlineData("$.missing", null)]
    public void A_path_names_one_value_or_none(string text, string? value)
    {
        using var document = JsonDocument.Parse(Document);

        Assert.True(JsonPath.TryParse(text, out var path));
        Assert.Equal(value, path.Find(document.RootElement)?.GetRawText());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("$a")]
    [InlineData("$.")]
    [InlineData("$..a")]
    [InlineData("$.*")]
    [InlineData("$[")]
    [InlineData("$[]")]
    [InlineData("$[-1]")]
    [InlineData("$[99999999999]")]
    [InlineData("$['a']")]
    [InlineData("$.a b")]
    public void Any_other_text_is_no_path(string text) => Assert.False(JsonPath.TryParse(text, out _));
}
