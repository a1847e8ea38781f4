namespace ContinuousDeploy.Sandbox.Pages;

/// <summary>What every page has: who you are, where you can go, and what this is.</summary>
public static class Layout
{
    /// <param name="reload">The page reloads itself every two seconds: for work in progress.</param>
    public static Html Page(Visit visit, string title, Html body, bool reload = false) =>
        Frame(visit, title, Html.Empty, body, reload);

    /// <param name="tab">The last part of the address of the tab the page belongs to.</param>
    public static Html Page(RepositoryVisit repository, string tab, string title, Html body, bool reload = false) =>
        Frame(repository.Visit, $"{title} · {repository.FullName}", Tabs(repository, tab), body, reload);

    private static Html Frame(Visit visit, string title, Html tabs, Html body, bool reload) => Html.Of(
        $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        {(reload ? Html.Of($"<meta http-equiv=\"refresh\" content=\"2\">") : Html.Empty)}
        <title>{title}</title>
        <link rel="stylesheet" href="/style.css">
        </head>
        <body>
        <header><div><a class="brand" href="/">Local GitHub</a>{WhoAmI(visit)}</div></header>
        {tabs}
        <main>
        {body}
        </main>
        <footer><div><span>A stand-in for GitHub on your own machine.</span>{Neighbours(visit.Site)}</div></footer>
        </body>
        </html>

        """);

    private static Html WhoAmI(Visit visit) => Html.Of(
        $"""
        <form class="viewer" method="post" action="/viewer">
        <input type="hidden" name="return" value="{visit.Address}"><span>You are</span>
        {visit.Everybody.Select(person => Choice(person.Login, person.Login == visit.Viewer?.Login))}
        </form>
        """);

    private static Html Choice(string login, bool chosen) => Html.Of(
        $"""
        <button name="login" value="{login}" aria-pressed="{(chosen ? "true" : "false")}">{login}</button>
        """);

    private static Html Tabs(RepositoryVisit repository, string current)
    {
        (string Address, string Name)[] tabs =
        [
            ("pulls", "Pull requests"),
            ("new", "Propose a change"),
            ("commits", "Commits"),
            ("deployments", "Deployments"),
        ];
        return Html.Of(
            $"""
            <nav><div>
            <a href="{repository.Root}/pulls">{repository.FullName}</a>
            {tabs.Select(tab => Tab($"{repository.Root}/{tab.Address}", tab.Name, tab.Address == current))}
            </div></nav>
            """);
    }

    private static Html Tab(string address, string name, bool isCurrent) => isCurrent
        ? Html.Of($"<a href=\"{address}\" aria-current=\"page\">{name}</a>")
        : Html.Of($"<a href=\"{address}\">{name}</a>");

    private static Html Neighbours(SiteSettings site) => Html.Join(site.Neighbours.Select(neighbour =>
        Html.Of($"<a href=\"{WebLink.OrNothing(neighbour.Address.AbsoluteUri)}\">{neighbour.Name}</a>")));
}
