using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.Pages;

/// <summary>GitHub's deployments of a repository, the newest first, each with its newest status.</summary>
public static class DeploymentsPage
{
    public static Html Render(RepositoryVisit visit)
    {
        var deployments = visit.World.Deployments.All
            .Where(deployment => deployment.Repository == visit.Repository.Id)
            .Reverse();
        return Layout.Page(visit, "deployments", "Deployments", Html.Of(
            $"""
            <h1>Deployments</h1>
            {Parts.List(deployments.Select(deployment => Row(visit, deployment)), "There is none yet.")}
            """));
    }

    private static Html Row(RepositoryVisit visit, Deployment deployment)
    {
        var status = visit.World.DeploymentStatuses.All.LastOrDefault(status => status.Deployment == deployment.Id);
        return Html.Of(
            $"""
            <li>{State(status?.State ?? "queued")}
            <span class="grow"><b>{deployment.Environment}</b> {status?.Description ?? deployment.Description}
            <span class="quiet small">by {visit.NameOf(deployment.Creator)}</span></span>
            <a href="{visit.Root}/commit/{deployment.Sha}"><code>{deployment.Sha[..7]}</code></a>
            {Link(status)}{Parts.Time(status?.CreatedAt ?? deployment.CreatedAt)}</li>
            """);
    }

    private static Html State(string state) => state switch
    {
        "success" => Parts.State("success", "✓ success"),
        "failure" or "error" => Parts.State("failure", $"✗ {state}"),
        "inactive" => Parts.State("none", "– inactive"),
        _ => Parts.State("pending", $"● {state.Replace('_', ' ')}"),
    };

    private static Html Link(DeploymentStatus? status) =>
        WebLink.OrNothing(status?.EnvironmentUrl) is { Length: > 0 } url
            ? Html.Of($"<a href=\"{url}\">visit</a>")
            : Html.Empty;
}
