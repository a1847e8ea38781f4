using ContinuousDeploy.Core.Reports;
using ContinuousDeploy.Sandbox.GitHub.Faults;

namespace ContinuousDeploy.Tests.GitHub;

public sealed class DeploymentsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DeploymentState.Queued, "queued")]
    [InlineData(DeploymentState.InProgress, "in_progress")]
    [InlineData(DeploymentState.Success, "success")]
    [InlineData(DeploymentState.Failure, "failure")]
    [InlineData(DeploymentState.Error, "error")]
    [InlineData(DeploymentState.Inactive, "inactive")]
    public async Task Each_state_has_GitHubs_word(DeploymentState state, string word)
    {
        await using var github = await SandboxedGitHub.StartAsync();

        await ReportAsync(github, Samples.Deployment(github.First, state));

        Assert.Equal(word, Assert.Single(github.Server.World.DeploymentStatuses.All).State);
    }

    [Fact]
    public async Task A_new_state_is_added_and_the_same_one_is_not()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        await ReportAsync(github, Samples.Deployment(github.First));
        await ReportAsync(github, Samples.Deployment(github.First, DeploymentState.Success));
        github.Posted.Clear();

        await ReportAsync(github, Samples.Deployment(github.First, DeploymentState.Success));

        Assert.Single(github.Server.World.Deployments.All);
        Assert.Equal(
            ["in_progress", "success"], github.Server.World.DeploymentStatuses.All.Select(status => status.State));
    }

    [Fact]
    public async Task A_deployment_of_a_commit_whose_checks_fail_is_made_all_the_same()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        await github.Reporter.ReportAsync(
            github.Reference,
            Samples.Of(Samples.Check(github.First) with { Conclusion = CheckConclusion.Failure }),
            Cancellation);

        await ReportAsync(github, Samples.Deployment(github.First));

        Assert.Single(github.Server.World.Deployments.All);
    }

    [Fact]
    public async Task A_deployment_behind_the_default_branch_merges_nothing_into_it()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var behind = await github.PushAsync("take-1.1.0", "1.1.0");
        await github.Server.People.PushAsync(
            github.Repository, github.Owner, github.Repository.DefaultBranch, "Add", [new("b.txt", "b")], Cancellation);

        await ReportAsync(github, Samples.Deployment(behind));

        Assert.Equal(behind.Value, Assert.Single(github.Server.World.Deployments.All).Sha);
    }

    [Fact]
    public async Task Deployments_of_other_tools_with_payloads_of_their_own_are_not_in_the_way()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        await ReportAsync(github, Samples.Deployment(github.First) with { Key = "another" });
        await ReportAsync(github, Samples.Deployment(github.First));
        github.Posted.Clear();

        await ReportAsync(github, Samples.Deployment(github.First, DeploymentState.Success));

        Assert.Equal(2, github.Server.World.Deployments.All.Count());
        var newest = github.Server.World.Deployments.All.Last();
        Assert.Equal(newest.Id, github.Server.World.DeploymentStatuses.All.Last().Deployment);
    }

    [Fact]
    public async Task A_description_is_cut_to_what_GitHub_takes()
    {
        await using var github = await SandboxedGitHub.StartAsync();

        await ReportAsync(github, Samples.Deployment(github.First) with { Description = new string('å', 200) });

        Assert.EndsWith(
            "å…", Assert.Single(github.Server.World.DeploymentStatuses.All).Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_deployment_is_gone_a_new_one_is_made()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        await ReportAsync(github, Samples.Deployment(github.First));
        github.Server.Faults.Add(new RequestFault(
            "GET", "*/deployments/*/statuses", RequestFaultKind.Status, Count: 2, Status: 404));

        await ReportAsync(github, Samples.Deployment(github.First, DeploymentState.Success));

        Assert.Equal(2, github.Server.World.Deployments.All.Count());
    }

    private static Task ReportAsync(SandboxedGitHub github, DeploymentReport deployment) =>
        github.Reporter.ReportAsync(github.Reference, Samples.Of(deployment: deployment), Cancellation);
}
