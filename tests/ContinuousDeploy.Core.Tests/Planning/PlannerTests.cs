namespace ContinuousDeploy.Core.Tests.Planning;

public sealed class PlannerTests
{
    private const string Staging = "environments/staging/storefront.yaml";
    private const string Production = "environments/production/storefront.yaml";
    private const string Application = "environments/applications/storefront.yaml";
    private const string ProductionSettings = "environments/production/environment.yaml";
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private const string Hold = "hold: { reason: it failed, by: octocat, since: 2026-11-22T10:00:00Z }\n";

    [Fact]
    public void Nothing_changed_is_an_empty_plan() => Assert.Equal("", Commits.Show(Commits.Plan()));

    [Theory]
    [InlineData("version: 1.5.0\n", "Upgraded 1.4.0 -> 1.5.0", "1:10 version")]
    [InlineData("version: 1.3.9\n", "Downgraded 1.4.0 -> 1.3.9", "1:10 version")]
    [InlineData("version: 1.4.0-rc.1\n", "Downgraded 1.4.0 -> 1.4.0-rc.1", "1:10 version")]
    [InlineData("version: 1.4.0+build.7\n", "Changed 1.4.0 -> 1.4.0+build.7", "1:10 version")]
    [InlineData("version: nightly\n", "Changed 1.4.0 -> nightly", "1:10 version")]
    [InlineData("version: 1.4.0\ndigest: " + Digest + "\n", "Digest 1.4.0 -> 1.4.0", "1:10 digest")]
    [InlineData("version: 1.4.0\n" + Hold, "Held 1.4.0 -> 1.4.0", "2:1 hold")]
    [InlineData("# why\nversion:  1.5.0 # because\n", "Upgraded 1.4.0 -> 1.5.0", "2:11 version")]
    [InlineData("version: 1.4.0\nowners: [\"@acme/shop\"]\n", "Settings 1.4.0 -> 1.4.0", "2:1 owners")]
    public void A_changed_pin_file_is_one_change_at_its_place(string text, string change, string place) =>
        Assert.Equal(
            $"staging/storefront {change} at {Staging}:{place}\n", Commits.Show(Commits.Plan((Staging, text))));

    [Fact]
    public void A_comment_changes_nothing() =>
        Assert.Equal("", Commits.Show(Commits.Plan((Staging, "# a comment\nversion:   '1.4.0'\r\n"))));

    [Fact]
    public void A_rollback_writes_the_version_and_the_hold() =>
        Assert.Equal(
            $"""
            staging/storefront Held 1.3.0 -> 1.3.0 at {Staging}:2:1 hold
            staging/storefront Downgraded 1.4.0 -> 1.3.0 at {Staging}:1:10 version

            """,
            Commits.Show(Commits.Plan((Staging, "version: 1.3.0\n" + Hold))));

    [Fact]
    public void A_hold_that_is_gone_resumes_the_stage() =>
        Assert.Equal(
            $"staging/storefront Resumed 1.4.0 -> 1.4.0 at {Staging}:1:10 hold\n",
            Commits.Show(Commits.PlanFrom([(Staging, "version: 1.4.0\n" + Hold)], [(Staging, "version: 1.4.0\n")])));

    [Fact]
    public void Added_and_removed_pins_are_said() =>
        Assert.Equal(
            $"""
            production/storefront Removed 1.3.0 -> - at {Production}:1:10 version
            staging/checkout Added - -> 0.1.0 at environments/staging/checkout.yaml:1:10 version
            -/checkout Settings - -> - at environments/applications/checkout.yaml:1:1

            """.ReplaceLineEndings("\n").Split('\n').Order(StringComparer.Ordinal).Where(line => line.Length > 0),
            Commits.Show(Commits.Plan(
                (Production, null),
                ("environments/applications/checkout.yaml",
                    "artifact: c/{version}.tar.gz\nrun: { command: [\"./c\"], ready: / }\n"),
                ("environments/staging/checkout.yaml", "version: 0.1.0\nurl: http://checkout.example\n")))
                .Split('\n').Order(StringComparer.Ordinal).Where(line => line.Length > 0));

    [Fact]
    public void The_order_is_by_environment_then_application_whatever_the_order_of_files() =>
        Assert.Equal(
            [
                "-/storefront Settings",
                "-/storefront Settings",
                "production/- Settings",
                "production/storefront Upgraded",
                "staging/storefront Upgraded",
            ],
            Commits.Plan(
                (Staging, "version: 2.0.0\n"),
                (Production, "version: 2.0.0\n"),
                (ProductionSettings, "after: [staging]\ntarget: { process: other }\nurl: http://shop.example\n"),
                (Application, "artifact: s/{version}.tgz\nrun: { command: [\"./s\"], ready: / }\n"))
            .Changes.Select(change => $"{change.Environment ?? "-"}/{change.Application ?? "-"} {change.Kind}"));

    [Fact]
    public void A_file_with_a_problem_gives_the_problem_and_no_change() =>
        Assert.Equal(
            $"production/storefront Upgraded 1.3.0 -> 1.4.0 at {Production}:1:10 version\n{Staging}:2:1: unknown-key\n",
            Commits.Show(Commits.Plan((Staging, "version: 1.5.0\nverison: 1\n"), (Production, "version: 1.4.0\n"))));

    [Fact]
    public void A_stage_whose_policy_is_broken_does_not_change() =>
        Assert.Equal(
            $"{ProductionSettings}:1:1: unknown-key\n",
            Commits.Show(Commits.Plan(
                (Production, "version: 1.4.0\n"),
                (ProductionSettings, "affter: [staging]\ntarget: { process: local }\nurl: http://shop.example\n"))));

    [Fact]
    public void A_pin_that_could_not_be_read_before_is_no_first_pin() =>
        Assert.Equal(
            $"staging/storefront Changed - -> 1.5.0 at {Staging}:1:10 version\n",
            Commits.Show(Commits.PlanFrom([(Staging, "version: [\n")], [(Staging, "version: 1.5.0\n")])));

    [Fact]
    public void A_commit_cannot_lift_the_rule_for_its_own_pin()
    {
        const string Sealed = "target: { process: local }\nurl: http://shop.example\nimmutable: true\n";
        const string Open = "target: { process: local }\nurl: http://shop.example\n";

        Assert.Equal(
            $"production/- Settings - -> - at {ProductionSettings}:3:1 immutable\n{Production}:1:10: digest-required\n",
            Commits.Show(Commits.PlanFrom(
                [(ProductionSettings, Sealed), (Production, $"version: 1.3.0\ndigest: {Digest}\n")],
                [(ProductionSettings, Open), (Production, "version: 1.4.0\n")])));
    }

    [Fact]
    public void A_pin_without_its_application_is_a_problem() =>
        Assert.Equal(
            "environments/staging/checkout.yaml: application-missing\n",
            Commits.Show(Commits.Plan(("environments/staging/checkout.yaml", "version: 0.1.0\n"))));

    [Fact]
    public void Pins_in_other_files_are_found_where_the_base_commit_says()
    {
        const string Map = "pins:\n  - { files: 'apps/{application}/{environment}.yaml', path: image.tag }\n";
        const string Mapped = "apps/checkout/production.yaml";
        const string NoMap = "pins: []\n";

        Assert.Equal(
            """
            -/- Settings - -> - at continuous-deploy.yaml:1:1 pins
            production/checkout Downgraded 1.1.0 -> 1.0.9 at apps/checkout/production.yaml:3:8 image.tag

            """.ReplaceLineEndings("\n"),
            Commits.Show(Commits.PlanFrom(
                [("continuous-deploy.yaml", Map), (Mapped, "replicas: 1\nimage:\n  tag: 1.1.0\n")],
                [("continuous-deploy.yaml", NoMap), (Mapped, "replicas: 2\nimage:\n  tag: 1.0.9\n")])));
    }

    [Fact]
    public void Pins_that_appear_and_disappear_in_other_files_are_said() =>
        Assert.Equal(
            """
            -/- Removed 1.1.0 -> - at a/values.yaml:2:8 image.tag
            -/- Added - -> 2.0.0 at b/values.yaml:2:8 image.tag

            """.ReplaceLineEndings("\n"),
            Commits.Show(Commits.PlanFrom(
                [("a/values.yaml", "image:\n  tag: 1.1.0\n")],
                [("a/values.yaml", null), ("b/values.yaml", "image:\n  tag: 2.0.0\n")])));

    [Fact]
    public void What_is_wrong_in_the_repositorys_own_file_is_a_problem() =>
        Assert.Equal(
            "continuous-deploy.yaml:1:1: unknown-key\n",
            Commits.Show(Commits.Plan(("continuous-deploy.yaml", "pinns: []\n"))));
}
