using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Pins;

namespace ContinuousDeploy.Core.Tests.Manifests;

public sealed class ManifestReaderTests
{
    private static readonly StageName Staging = new("staging", "storefront");
    private static readonly StageName Production = new("production", "storefront");

    [Fact]
    public void A_good_tree_has_its_stages_and_no_problems()
    {
        var manifest = ExampleTree.Read();

        Assert.Empty(manifest.Problems);
        Assert.Equal(["production", "staging"], manifest.Environments.Keys);
        Assert.Equal(2, manifest.Stages.Count);
        Assert.Equal(["staging"], manifest.Environments["production"].After);
        Assert.Equal(RollbackMerge.Review, manifest.Environments["production"].Rollback.Merge);
        Assert.Equal(RollbackMerge.Automatic, manifest.Environments["staging"].Rollback.Merge);
        Assert.Equal(new Uri("https://shop.example"), manifest.Environments["production"].Url);
    }

    [Fact]
    public void A_pin_keeps_its_text_its_place_and_its_hold()
    {
        var manifest = ExampleTree.Read();

        var staging = manifest.Stages[Staging].Pin;
        Assert.Equal(new PinnedVersion("1.10", null), staging.Version);
        Assert.Equal(new Position(ExampleTree.StagingPin, 1, 10), staging.At);
        Assert.Null(staging.Hold);

        var production = manifest.Stages[Production].Pin;
        Assert.StartsWith("sha256:9f86d0", production.Version.Digest, StringComparison.Ordinal);
        Assert.Equal(
            new Hold("1.5.0 failed smoke", "octocat", DateTimeOffset.Parse("2026-11-22T10:00:00Z", null)),
            production.Hold);
    }

    [Fact]
    public void The_settings_are_read_whole()
    {
        var settings = ExampleTree.Read().Stages[Staging].Settings;

        Assert.Equal(Staging, settings.Stage);
        Assert.Equal("storefront/1.10.tar.gz", settings.Artifact.For(new PinnedVersion("1.10", null)));
        Assert.Equal(["./storefront", "--fast"], settings.Run.Command);
        Assert.Equal(("/readyz", TimeSpan.FromSeconds(20)), (settings.Run.Ready, settings.Run.Within));
        Assert.Equal(["DATABASE_URL"], settings.Run.Secrets);
        Assert.Equal(new TargetReference("process", "local"), settings.Target);
        Assert.Equal(new Uri("https://staging.shop.example"), settings.Url);
        Assert.Equal(["@acme/checkout", "@octocat"], settings.Owners);
        Assert.Equal("acme/storefront", settings.Source);
        Assert.False(settings.Immutable);
        Assert.Equal("1.5.0", Assert.Single(settings.Quarantine).Version);
    }

    [Fact]
    public void Smoke_checks_say_what_to_send_and_what_to_expect()
    {
        var checks = ExampleTree.Read().Stages[Staging].Settings.Smoke!.Checks;

        Assert.Equal(("GET /readyz", "GET", "/readyz"), (checks[0].Name, checks[0].Method, checks[0].Path));
        Assert.Equal((200, TimeSpan.FromMilliseconds(500)), (checks[0].Expect.Status, checks[0].Expect.Within));
        Assert.Equal(new Position(ExampleTree.Application, 7, 7), checks[0].At);

        Assert.Equal("a cart is made", checks[1].Name);
        Assert.Equal("""{"sku":"book-1","count":2,"gift":false,"note":"2","tags":["a",null]}""", checks[1].Json);
        Assert.Equal((201, "cart"), (checks[1].Expect.Status, checks[1].Expect.Contains));
        Assert.Equal(
            ["$.error=null", "$.items[0].count=2", "$.state=\"paid\""],
            checks[1].Expect.Json.Select(expected => $"{expected.Key}={expected.Value}"));
    }

    [Fact]
    public void The_nearest_file_wins_key_by_key()
    {
        var manifest = ExampleTree.Read();

        var staging = manifest.Stages[Staging].Settings;
        var production = manifest.Stages[Production].Settings;
        Assert.Equal(new WatchSettings(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5)), staging.Watch);
        Assert.Equal(new WatchSettings(TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(15)), production.Watch);
        Assert.Equal(["@acme/checkout", "@octocat"], staging.Owners);
        Assert.Equal(["@acme/sre"], production.Owners);
    }

    [Fact]
    public void A_pin_can_switch_off_what_the_application_asks_for()
    {
        var manifest = ExampleTree.Read((ExampleTree.StagingPin, "version: 1.10\nverify: {}\n"));

        Assert.Null(manifest.Stages[Staging].Settings.Smoke);
        Assert.NotNull(manifest.Stages[Production].Settings.Smoke);
    }

    [Fact]
    public void An_overriding_check_keeps_its_own_place()
    {
        var manifest = ExampleTree.Read(
            (ExampleTree.StagingPin, "version: 1.10\nverify:\n  smoke:\n    - get: /here\n"));

        var check = Assert.Single(manifest.Stages[Staging].Settings.Smoke!.Checks);
        Assert.Equal(new Position(ExampleTree.StagingPin, 4, 7), check.At);
    }

    [Fact]
    public void A_stage_with_a_problem_is_left_out_and_the_others_stay()
    {
        var manifest = ExampleTree.Read((ExampleTree.StagingPin, "version: ../../etc\n"));

        Assert.Equal([Production], manifest.Stages.Keys);
        Assert.Equal("invalid-version", Assert.Single(manifest.Problems).Rule);
    }

    [Fact]
    public void A_problem_in_an_environment_takes_its_stages_along()
    {
        var manifest = ExampleTree.Read(
            (ExampleTree.Staging, "target: { process: local }\nurl: https://a.example\ngate: {}\n"));

        Assert.Equal([Production], manifest.Stages.Keys);
        Assert.Equal(["production"], manifest.Environments.Keys);
    }

    [Fact]
    public void A_problem_in_an_application_takes_its_stages_along()
    {
        var manifest = ExampleTree.Read((ExampleTree.Application, "artifact: a/{version}\nrunn: {}\n"));

        Assert.Empty(manifest.Stages);
        Assert.Equal(2, manifest.Environments.Count);
    }

    [Theory]
    [InlineData(ExampleTree.Application, "application-missing", ExampleTree.StagingPin)]
    [InlineData(ExampleTree.Staging, "environment-missing", ExampleTree.StagingPin)]
    public void A_pin_needs_its_application_and_its_environment(string missing, string rule, string file)
    {
        var manifest = ExampleTree.ReadWithout(missing);

        Assert.Contains(manifest.Problems, problem => problem.Rule == rule && problem.At.File == file);
        Assert.DoesNotContain(Staging, manifest.Stages.Keys);
    }

    [Fact]
    public void A_file_that_could_not_be_read_is_a_problem_of_its_stages()
    {
        var at = new Position(ExampleTree.StagingPin, 0, 0);
        var link = new Problem(at, "not-a-file", "A symbolic link.", "Remove it.");

        var manifest = ManifestReader.Read(SourceTree.Of("environments", SourceFile.Refused(link)));

        Assert.Equal([link], manifest.Problems);
        Assert.Empty(manifest.Stages);
    }

    [Fact]
    public void Flags_and_files_that_are_not_ours_are_passed_over()
    {
        var manifest = ExampleTree.Read(
            ("environments/staging/flags.yaml", "flags: { a: 1 }"),
            ("environments/README.md", "# Read me"),
            ("environments/staging/chart/values.yaml", "{{ not yaml"),
            ("other/staging/x.yaml", "{{ not yaml"));

        Assert.Empty(manifest.Problems);
        Assert.Equal(2, manifest.Stages.Count);
    }

    [Fact]
    public void A_tree_may_have_another_root()
    {
        var manifest = ManifestReader.Read(SourceTree.Of("a/b", SourceFile.Of("a/b/staging/environment.yaml", "")));

        Assert.Empty(manifest.Problems);
        Assert.Equal(["staging"], manifest.Environments.Keys);
    }
}
