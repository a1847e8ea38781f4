namespace ContinuousDeploy.Sandbox.Pages;

/// <summary>The first page: the repositories there are.</summary>
public static class RepositoryList
{
    public static Html Render(Visit visit) => Layout.Page(visit, "Repositories", Html.Of(
        $"""
        <h1>Repositories</h1>
        <ul class="list">
        {visit.World.Repositories.All.Select(repository => Html.Of(
            $"<li><a href=\"/{visit.World.FullName(repository)}/pulls\">{visit.World.FullName(repository)}</a></li>"))}
        </ul>
        """));
}
