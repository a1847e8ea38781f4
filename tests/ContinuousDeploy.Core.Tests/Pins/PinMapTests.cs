using System.Collections.Immutable;
using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Pins;

namespace ContinuousDeploy.Core.Tests.Pins;

public sealed class PinMapTests
{
    [Theory]
    [InlineData("clusters/{environment}/{application}/k.yaml", "clusters/prod/shop/k.yaml", "shop", "prod")]
    [InlineData("apps/{application}/{environment}.yaml", "apps/shop/prod-eu.yaml", "shop", "prod-eu")]
    [InlineData("{environment}-{application}.env", "prod-shop-api.env", "shop-api", "prod")]
    [InlineData("**/{application}/values.yaml", "a/b/shop/values.yaml", "shop", null)]
    [InlineData("**/{application}/values.yaml", "shop/values.yaml", "shop", null)]
    [InlineData("a/**", "a/b/c", null, null)]
    [InlineData("a/*.yaml", "a/b.yaml", null, null)]
    [InlineData("tags/{environment}/{application}", "tags/production/production", "production", "production")]
    [InlineData("a.b/(c)/[d]/+.yaml", "a.b/(c)/[d]/+.yaml", null, null)]
    public void A_path_says_which_stage_it_is(string pattern, string path, string? application, string? environment) =>
        Assert.Equal((application, environment), FilePattern.Parse(pattern)!.Match(path));

    [Theory]
    [InlineData("clusters/{environment}/k.yaml", "clusters/a/b/k.yaml")]
    [InlineData("clusters/{environment}/k.yaml", "clusters//k.yaml")]
    [InlineData("a/*.yaml", "a/b/c.yaml")]
    [InlineData("a.yaml", "axyaml")]
    [InlineData("a", "a\n")]
    public void Another_path_does_not_match(string pattern, string path) =>
        Assert.Null(FilePattern.Parse(pattern)!.Match(path));

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("../a")]
    [InlineData("{app}/x")]
    [InlineData("{application}/{application}")]
    public void A_pattern_that_is_none_is_refused(string pattern) => Assert.Null(FilePattern.Parse(pattern));

    [Theory]
    [InlineData("version", "version: 1.2\nother: { version: 9 }", "version")]
    [InlineData("images[*].newTag", "images: [{ newTag: 1 }, { newTag: 2 }]", "images[0].newTag", "images[1].newTag")]
    [InlineData("images[1].newTag", "images: [{ newTag: 1 }, { newTag: 2 }]", "images[1].newTag")]
    [InlineData("spec.values.**.image", "spec: { values: { image: a:1, b: { c: { image: d:2 } } } }", "spec.values.image", "spec.values.b.c.image")]
    [InlineData("**", "a: { b: 1 }", "a.b")]
    [InlineData("*.tag", "a: { tag: 1 }\nb: { tag: 2 }\nc: { d: { tag: 3 } }", "a.tag", "b.tag")]
    [InlineData("[*].value", "- { value: 1 }", "[0].value")]
    [InlineData("a[*][0]", "a: [[x, y], [z]]", "a[0][0]", "a[1][0]")]
    public void A_place_finds_its_values(string place, string text, params string[] expected) =>
        Assert.Equal(expected, Scan(place, "x.yaml", text).Select(pin => pin.Path));

    [Theory]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData("a[b]")]
    [InlineData("a[")]
    [InlineData("a]")]
    [InlineData(".a")]
    public void A_place_that_is_none_is_refused(string place) => Assert.Null(PathPattern.Parse(place));

    [Fact]
    public void A_mapped_value_is_a_version_as_it_is_or_an_image()
    {
        const string digest = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

        Assert.Equal(new PinnedVersion("prod", null), Version("pin: prod"));
        Assert.Equal(new PinnedVersion("1.2", null), Version("pin: a.io/b:1.2"));
        Assert.Equal(new PinnedVersion("1.2", digest), Version($"pin: a.io/b:1.2@{digest}"));
        Assert.Equal(new PinnedVersion("1.2", digest), Version($"pin: 1.2@{digest}"));
        Assert.Null(Version("pin: two words"));
        Assert.Null(Version("pin:"));

        static PinnedVersion? Version(string text) => Scan("pin", "x.yaml", text).SingleOrDefault()?.Version;
    }

    [Fact]
    public void Lines_of_an_environment_file_are_places_too() => Assert.Equal(
        [new FoundPin("shop", "prod", "UI", new Position("prod-shop.env", 2, 4), new PinnedVersion("v2", null))],
        PinScanner.Scan("prod-shop.env", "API_TAG=1\nUI=v2\n", Map("{environment}-{application}.env", "UI")));

    [Fact]
    public void With_a_map_nothing_else_is_recognised()
    {
        var map = Map("a/*.yaml", "pin");

        Assert.Empty(PinScanner.Scan("b/c.yaml", "pin: 1\nimage: a:1", map));
        Assert.Equal("pin", Assert.Single(PinScanner.Scan("a/c.yaml", "pin: 1\nimage: a:1", map)).Path);
    }

    [Fact]
    public void A_repository_says_where_its_pins_are()
    {
        const string text = """
            root: deploy/environments
            pins:
              - { files: "clusters/{environment}/{application}/kustomization.yaml", path: "images[*].newTag" }
              - { files: "charts/image-tags/{environment}/{application}", path: image_tag }
            """;

        var file = RepositoryFile.Read(SourceFile.Of(RepositoryFile.Path, text));

        Assert.Empty(file.Problems);
        Assert.Equal("deploy/environments", file.Root);
        var pin = Assert.Single(PinScanner.Scan("charts/image-tags/prod/prod", "image_tag: prod-1", file.Pins));
        Assert.Equal(("prod", "prod", "prod-1"), (pin.Application, pin.Environment, pin.Version.Version));
    }

    [Fact]
    public void A_repository_that_says_nothing_has_the_defaults()
    {
        var file = RepositoryFile.Read(null);

        Assert.Equal((RepositoryFile.DefaultRoot, PinMap.Automatic), (file.Root, file.Pins));
        Assert.Empty(file.Problems);
        Assert.False(RepositoryFile.Read(SourceFile.Of(RepositoryFile.Path, "pins: []")).Pins.IsAutomatic);
    }

    [Fact]
    public void A_wrong_repository_file_says_what_is_wrong()
    {
        const string text = "root: ../x\npins:\n- { files: \"/a\", path: \"a..b\" }\n- { file: a }\n- x\n";

        Assert.Equal(
            """
            continuous-deploy.yaml:1:7: invalid-path: '../x' is no valid root. Use the path of a folder such as deploy/environments, without . or .. parts and without a slash at either end.
            continuous-deploy.yaml:3:12: invalid-pattern: '/a' is no valid pattern of files. Use a path with *, **, and at most once each {application} and {environment}, up to 300 characters.
            continuous-deploy.yaml:3:24: invalid-pattern: 'a..b' is no valid place in files. Use keys with dots between, [*] for every item of a list and ** for any steps.
            continuous-deploy.yaml:4:3: missing-key: The key 'files' is missing in an entry of pins. Add it, for example 'files: "apps/{application}/{environment}.yaml"'.
            continuous-deploy.yaml:4:3: missing-key: The key 'path' is missing in an entry of pins. Add it, for example 'path: "images[*].newTag"'.
            continuous-deploy.yaml:4:5: unknown-key: 'file' is not a key of an entry of pins. Did you mean 'files'?
            continuous-deploy.yaml:5:3: wrong-kind: Here an entry of pins needs keys with values. Its keys are: files, path.
            """,
            string.Join('\n', RepositoryFile.Read(SourceFile.Of(RepositoryFile.Path, text)).Problems));
    }

    private static PinMap Map(string files, string path) =>
        new([new PinRule(FilePattern.Parse(files)!, PathPattern.Parse(path)!)]);

    private static ImmutableArray<FoundPin> Scan(string place, string path, string text) =>
        PinScanner.Scan(path, text, Map("**", place));
}
