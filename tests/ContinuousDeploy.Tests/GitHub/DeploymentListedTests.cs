using ContinuousDeploy.GitHub.Authentication;
using ContinuousDeploy.GitHub.Reporting;
using ContinuousDeploy.GitHub.Transport;
using Octokit;

namespace ContinuousDeploy.Tests.GitHub;

public sealed class DeploymentListedTests
{
    [Theory]
    [InlineData("""{"key":"rollout-1"}""", true)]
    [InlineData("""{"key":"rollout-2"}""", false)]
    [InlineData("""{"key":1}""", false)]
    [InlineData("{}", false)]
    [InlineData("null", false)]
    [InlineData("\"\"", false)]
    [InlineData("\"rollout-1\"", false)]
    [InlineData("[\"key\",\"rollout-1\"]", false)]
    public async Task Any_payload_can_be_read(string payload, bool holds)
    {
        await using var stub = await StubGitHub.StartAsync(Answers.Json($$"""[{"id":5,"payload":{{payload}}}]"""));
        var client = stub.Clients.For(
            StubGitHub.Repository, TokenPurpose.Report, CallPriority.Success, TestContext.Current.CancellationToken);

        var listed = await new ApiConnection(client.Connection).GetAll<DeploymentListed>(
            new Uri("repos/octocat/hello-world/deployments", UriKind.Relative));

        Assert.Equal(holds, Assert.Single(listed).Holds("key", "rollout-1"));
    }
}
