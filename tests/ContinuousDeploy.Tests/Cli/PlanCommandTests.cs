using ContinuousDeploy.Core;
using ContinuousDeploy.Tests.Git;

namespace ContinuousDeploy.Tests.Cli;

public sealed class PlanCommandTests : IDisposable
{
    private const string Hold = "hold: { reason: it failed, by: octocat, since: 2026-11-22T10:00:00Z }\n";

    private readonly TemporaryFolder folder = new();
    private readonly TestRepository repository;
    private readonly CommitSha start;

    public PlanCommandTests()
    {
        repository = new TestRepository(folder["repository"]);
        start = repository.Commit(EnvironmentsSample.Files);
        repository.Branch("main", start);
    }

    public void Dispose()
    {
        repository.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    [InlineData("markdown")]
    public async Task A_plan_is_printed_whole(string output)
    {
        Change(
            ("environments/staging/storefront.yaml", "version: 1.5.0\nowners: [\"@acme/shop\"]\n"),
            ("environments/production/storefront.yaml", "version: 1.2.0\n" + Hold),
            ("environments/staging/flags.yaml", "{}\n"));

        Snapshot.Match((await PlanAsync("--output", output)).ToString(), $"plan-{output}");
    }

    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    [InlineData("markdown")]
    public async Task Problems_are_printed_with_the_plan_and_the_answer_is_no(string output)
    {
        Change(
            ("environments/staging/storefront.yaml", "version: 1.5.0\nverison: 1.5.0\n"),
            ("environments/staging/bücher.yaml", "version: 1.0.0\n"),
            ("environments/production/storefront.yaml", "version: 1.4.0\n"));

        Snapshot.Match((await PlanAsync("--output", output)).ToString(), $"plan-problems-{output}");
    }

    [Fact]
    public async Task Nothing_changed_is_said()
    {
        Change();

        Assert.Equal("Nothing changes.\nexit code: 0\n", (await PlanAsync()).ToString());
    }

    [Fact]
    public async Task A_revision_that_is_not_there_is_said()
    {
        Assert.Equal(
            new Cdeploy.Run(3, "", "There is no commit 'change' in this repository. "
                + "A shallow clone lacks older ones: run git fetch --unshallow.\n"),
            await PlanAsync());
    }

    [Fact]
    public async Task A_folder_without_repository_is_said()
    {
        Directory.CreateDirectory(folder["empty"]);

        Assert.Equal(
            new Cdeploy.Run(3, "", $"The folder '{folder["empty"]}' is not in a Git repository.\n"),
            await Cdeploy.RunAsync("plan", "main", "change", "--repository", folder["empty"]));
    }

    [Fact]
    public async Task The_configuration_of_the_user_is_not_read()
    {
        Change(("environments/staging/storefront.yaml", "version: 1.5.0\n"));
        Directory.CreateDirectory(folder["home/git"]);
        await File.WriteAllTextAsync(folder["home/.gitconfig"], "[broken", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder["home/git/config"], "[broken", TestContext.Current.CancellationToken);

        var run = await Cdeploy.RunInAsync(
            folder.Path, folder["home"], "plan", "main", "change", "--repository", repository.Path);

        Assert.Equal((0, ""), (run.Code, run.Error));
    }

    [Fact]
    public async Task Pins_of_other_tools_are_recognised_where_there_is_no_environments_folder()
    {
        var before = repository.Commit(
        [
            ("charts/shop/values.yaml", "image:\n  repository: acme/shop\n  tag: 1.4.0\n"),
            ("run.sh", "VERSION=1\n"),
        ]);
        repository.Branch("main", before);
        repository.Branch("change", repository.Commit(
        [
            ("charts/shop/values.yaml", "image:\n  repository: acme/shop\n  tag: 1.5.0\n"),
            ("run.sh", "VERSION=2\n"),
        ], before));

        Snapshot.Match((await PlanAsync("--output", "json")).ToString(), "plan-automatic-json");
    }

    [Fact]
    public async Task A_file_of_the_users_says_where_pins_are()
    {
        await File.WriteAllTextAsync(
            folder["pins.yaml"],
            "pins:\n  - { files: \"{environment}/{application}.txt\", path: tag }\n",
            TestContext.Current.CancellationToken);
        Change(("europe/shop.txt", "tag: 1.5.0\n"), ("europe/ignored.yaml", "tag: 1.5.0\n"));

        Snapshot.Match((await PlanAsync("--config", folder["pins.yaml"])).ToString(), "plan-config");
    }

    [Fact]
    public async Task A_configuration_that_is_not_there_is_said()
    {
        Change();

        Assert.Equal(
            new Cdeploy.Run(3, "", $"Could not find file '{folder["missing.yaml"]}'.\n"),
            await PlanAsync("--config", folder["missing.yaml"]));
    }

    [Theory]
    [InlineData("help", "--help")]
    [InlineData("help-plan", "plan", "--help")]
    [InlineData("help-validate", "validate", "--help")]
    [InlineData("usage-nothing")]
    [InlineData("usage-unknown-command", "destroy")]
    [InlineData("usage-missing-argument", "plan", "main")]
    [InlineData("usage-unknown-output", "plan", "main", "change", "--output", "xml")]
    public async Task Help_and_wrong_usage_tell_a_stranger_how_to_go_on(string name, params string[] arguments) =>
        Snapshot.Match((await Cdeploy.RunAsync(arguments)).ToString(), name);

    private void Change(params (string Path, string Text)[] files) =>
        repository.Branch("change", repository.Commit(EnvironmentsSample.With(files), start));

    private Task<Cdeploy.Run> PlanAsync(params string[] options) =>
        Cdeploy.RunAsync(["plan", "main", "change", "--repository", repository.Path, .. options]);
}
