namespace ContinuousDeploy.Sandbox.Pages;

/// <summary>The first page: the repositories there are.</summary>
public static class RepositoryList
{
    public static Html Render(Visit visit) => Layout.Page(visit, "Repositories", Html.Of(
        $"""
        <h1>Repositories</h1>
        {Parts.List(visit.World.Repositories.All.Select(visit.World.FullName).Select(Row), "There is none.")}
        """));

    private static Html Row(string name) => Html.Of($"<li><a href=\"/{name}/pulls\">{name}</a></li>");
}
