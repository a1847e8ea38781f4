using ContinuousDeploy.Core.Manifests;

namespace ContinuousDeploy.Core.Tests.Manifests;

public sealed class NameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("0")]
    [InlineData("storefront")]
    [InlineData("prod-eu-1")]
    [InlineData("a-")]
    [InlineData("console")]
    [InlineData("com")]
    [InlineData("com10")]
    [InlineData("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk")]
    public void A_plain_name_is_accepted(string name) => Assert.True(NameGrammar.IsName(name));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../x")]
    [InlineData("/x")]
    [InlineData("C:\\x")]
    [InlineData("\\\\?\\x")]
    [InlineData("con")]
    [InlineData("CON")]
    [InlineData("prn")]
    [InlineData("aux")]
    [InlineData("nul")]
    [InlineData("com1")]
    [InlineData("lpt0")]
    [InlineData("x.")]
    [InlineData("x ")]
    [InlineData("%2e")]
    [InlineData("x\0")]
    [InlineData("-x")]
    [InlineData("X")]
    [InlineData("x_y")]
    [InlineData("café")]
    [InlineData("cafe\u0301")]
    [InlineData("рау")]
    [InlineData("x\u200B")]
    [InlineData("\uD83D")]
    [InlineData("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl")]
    public void Any_other_name_is_refused(string name) => Assert.False(NameGrammar.IsName(name));

    [Fact]
    public void A_name_of_4_kB_is_refused_in_a_short_message()
    {
        var path = $"environments/{new string('x', 4096)}/environment.yaml";

        var problem = Assert.Single(ExampleTree.Read((path, "")).Problems);

        Assert.Equal("invalid-name", problem.Rule);
        Assert.True(problem.Message.Length < 200);
    }

    [Theory]
    [InlineData("environments/Staging/environment.yaml", "staging")]
    [InlineData("environments/applications/StoreFront.yaml", "storefront")]
    [InlineData("environments/staging/STOREFRONT.yaml", "storefront")]
    public void Names_that_differ_only_by_case_are_refused(string path, string other)
    {
        var manifest = ExampleTree.Read((path, ""));

        var problem = Assert.Single(manifest.Problems, problem => problem.Rule == "name-collision");
        Assert.Equal(path, problem.At.File);
        Assert.Contains(other, problem.Message, StringComparison.Ordinal);
        Assert.Equal(2, manifest.Stages.Count);
    }

    [Theory]
    [InlineData("caf\u00E9", "cafe\u0301")]
    [InlineData("\u212Babc", "\u00C5abc")]
    public void Names_that_differ_only_by_Unicode_form_are_both_refused(string composed, string decomposed)
    {
        var manifest = ExampleTree.Read(
            ($"environments/{composed}/environment.yaml", ""), ($"environments/{decomposed}/environment.yaml", ""));

        Assert.Equal(2, manifest.Problems.Count(problem => problem.Rule == "invalid-name"));
        Assert.Equal(["production", "staging"], manifest.Environments.Keys);
    }

    [Theory]
    [InlineData("environment")]
    [InlineData("flags")]
    public void An_application_cannot_take_the_name_of_a_file_with_another_meaning(string name)
    {
        var manifest = ExampleTree.Read(($"environments/applications/{name}.yaml", ""));

        Assert.Equal("invalid-name", Assert.Single(manifest.Problems).Rule);
    }

    [Fact]
    public void A_file_with_the_other_extension_is_not_passed_over_in_silence()
    {
        var manifest = ExampleTree.Read(("environments/staging/other.yml", "version: 1"));

        Assert.Equal("file-extension", Assert.Single(manifest.Problems).Rule);
    }
}
