using ContinuousDeploy.Sandbox.GitHub;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.Pages;

/// <summary>The addresses of the pages.</summary>
public sealed class PageEndpoints(SandboxServer server, SiteSettings site)
{
    private const string ViewerCookie = "viewer";

    private readonly World world = server.World;

    public void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("").AddEndpointFilter(PageSafety.FilterAsync);
        pages.MapGet("/style.css", () => Results.Stream(StyleSheet.Open(), "text/css; charset=utf-8"));
        pages.MapGet("/", (HttpContext http) => Page(RepositoryList.Render(Visit(http))));
        pages.MapPost("/viewer", ChooseViewerAsync);

        var repository = pages.MapGroup("/{owner}/{name}");
        repository.MapGet("", (string owner, string name) => Results.Redirect($"/{owner}/{name}/pulls"));
        repository.MapGet("/pulls", (HttpContext http) => Show(http, PullRequestList.Render));
        repository.MapGet("/deployments", (HttpContext http) => Show(http, DeploymentsPage.Render));
        repository.MapGet("/commits", (HttpContext http, CancellationToken stop) =>
            ShowAsync(http, async visit => await CommitPages.HistoryAsync(visit, stop)));
        repository.MapGet("/commit/{sha}", (HttpContext http, string sha, CancellationToken stop) =>
            ShowAsync(http, visit => CommitPages.OneAsync(visit, sha, stop)));
        repository.MapGet("/pull/{number:int}", (HttpContext http, int number) => ShowPullAsync(http, number, null));
        repository.MapGet("/new", (HttpContext http, string? path, CancellationToken stop) =>
            ShowAsync(http, async visit => await ProposePage.RenderAsync(visit, path, null, stop)));

        var actions = new PageActions(server.People);
        new ProposalForms(actions).Map(repository, this);
        new PullRequestActions(actions).Map(repository, this);
    }

    public Visit Visit(HttpContext http)
    {
        var login = http.Request.Cookies[ViewerCookie] ?? "";
        var people = world.Accounts.All.Where(account => account.Kind is AccountKind.User).ToArray();
        var viewer = people.FirstOrDefault(person => person.Login == login) ?? people.FirstOrDefault();
        return new Visit(world, server.People, site, viewer, http.Request.Path + http.Request.QueryString);
    }

    public RepositoryVisit? RepositoryOf(HttpContext http) =>
        world.FindRepository((string)http.GetRouteValue("owner")!, (string)http.GetRouteValue("name")!) is { } found
            ? new RepositoryVisit(Visit(http), found)
            : null;

    public IResult NotFound(HttpContext http) => Page(
        Layout.Page(Visit(http), "Not found", Html.Of(
            $"""<h1>Not found</h1><p>There is nothing here. <a href="/">See what there is.</a></p>""")),
        StatusCodes.Status404NotFound);

    /// <param name="refusal">Why the last thing the viewer tried was refused, or null.</param>
    public async Task<IResult> ShowPullAsync(HttpContext http, int number, string? refusal)
    {
        if (RepositoryOf(http) is not { } visit || world.FindPullRequest(visit.Repository, number) is not { } pull)
        {
            return NotFound(http);
        }

        var still = http.Request.Query.ContainsKey("still");
        return Page(
            await PullRequestPage.RenderAsync(visit, pull, refusal, still, http.RequestAborted),
            refusal is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    public static IResult Page(Html html, int status = StatusCodes.Status200OK) =>
        Results.Text(html.ToString(), "text/html; charset=utf-8", statusCode: status);

    private IResult Show(HttpContext http, Func<RepositoryVisit, Html> page) =>
        RepositoryOf(http) is { } visit ? Page(page(visit)) : NotFound(http);

    private async Task<IResult> ShowAsync(HttpContext http, Func<RepositoryVisit, Task<Html?>> page) =>
        RepositoryOf(http) is { } visit && await page(visit) is { } html ? Page(html) : NotFound(http);

    private static async Task<IResult> ChooseViewerAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var form = await http.Request.ReadFormAsync(cancellationToken);
        var cookie = new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict };
        http.Response.Cookies.Append(ViewerCookie, form["login"].ToString(), cookie);
        return SeeOther.To(form["return"].ToString() is ['/', not ('/' or '\\'), ..] address ? address : "/");
    }
}
