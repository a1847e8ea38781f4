using System.Net;
using ContinuousDeploy.Sandbox.Demo;

namespace ContinuousDeploy.Tests.Demo;

public sealed class PagesTests : IAsyncLifetime
{
    private PagesScene scene = null!;

    public async ValueTask InitializeAsync() => scene = await PagesScene.StartAsync();

    public ValueTask DisposeAsync() => scene.DisposeAsync();

    [Fact]
    public async Task Choosing_a_version_opens_a_pull_request_that_changes_one_line()
    {
        var number = await scene.ProposeAsync("1.5.0", "production");

        var page = await scene.PageAsync(SamplePeople.Writer, $"pull/{number}");
        Assert.Contains("Deploy storefront 1.5.0 to production", page);
        Assert.Contains("<span class=\"removed\">-version: 1.4.0</span>", page);
        Assert.Contains("<span class=\"added\">&#x2B;version: 1.5.0</span>", page);
        var comparison = scene.Pull(number).Comparison;
        Assert.Equal((1, 1, 1), (comparison.ChangedFiles, comparison.Additions, comparison.Deletions));
    }

    [Fact]
    public async Task A_version_that_is_there_already_is_not_proposed()
    {
        using var answer = await scene.SendAsync(
            SamplePeople.Writer,
            "new/version",
            ("version", "1.4.0"),
            ("pin", "environments/production/storefront.yaml"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(
            "Nothing would change: 1.4.0 is what Git says already.",
            await answer.Content.ReadAsStringAsync(PagesScene.Stop));
    }

    [Fact]
    public async Task Before_its_plan_a_pull_request_says_what_it_waits_for_and_after_it_can_be_merged()
    {
        var number = await scene.ProposeAsync("1.5.0", "production");
        Assert.Contains(
            "It cannot be merged now. Required status check &quot;plan&quot; is expected.",
            await scene.PageAsync(SamplePeople.Writer, $"pull/{number}"));

        await PassPlanAsync(number);
        Assert.Contains("Squash and merge", await scene.PageAsync(SamplePeople.Writer, $"pull/{number}"));
        using var merged = await MergeAsync(SamplePeople.Writer, number);

        Assert.Equal(HttpStatusCode.SeeOther, merged.StatusCode);
        Assert.NotNull(scene.Pull(number).MergedAt);
    }

    [Fact]
    public async Task A_reader_reads_why_merging_is_not_for_readers()
    {
        var number = await scene.ProposeAsync("1.5.0", "production");
        await PassPlanAsync(number);

        var page = await scene.PageAsync(SamplePeople.Reader, $"pull/{number}");
        using var tried = await MergeAsync(SamplePeople.Reader, number);

        Assert.Contains("reader may only read this repository", page);
        Assert.DoesNotContain("Squash and merge", page);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, tried.StatusCode);
        Assert.Contains(
            "reader may not write to this repository", await tried.Content.ReadAsStringAsync(PagesScene.Stop));
        Assert.True(scene.Pull(number).Open);
    }

    [Fact]
    public async Task A_comment_is_shown_as_its_author_wrote_it()
    {
        var number = await scene.ProposeAsync("1.5.0", "production");

        using var sent = await scene.SendAsync(
            SamplePeople.Reader, $"pull/{number}/comments", ("body", "/rollback production\n\n**please**"));

        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        var page = await scene.PageAsync(SamplePeople.Writer, $"pull/{number}");
        Assert.Contains("<b>reader</b>", page);
        Assert.Contains("<p>/rollback production</p>\n<p><strong>please</strong></p>", page);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("null")]
    [InlineData(null)]
    public async Task A_form_of_another_site_is_refused(string? origin)
    {
        var number = await scene.ProposeAsync("1.5.0", "production");

        using var answer = await scene.SendAsync(
            SamplePeople.Writer, $"pull/{number}/comments", origin, ("body", "/rollback"));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.DoesNotContain(scene.Server.World.Comments.All, comment => comment.Number == number);
    }

    [Fact]
    public async Task Under_a_name_of_another_site_nothing_is_shown()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "pulls");
        request.Headers.Host = "evil.example";

        using var answer = await scene.Client.SendAsync(request, PagesScene.Stop);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("pull/4711")]
    [InlineData("commit/4711")]
    [InlineData("commit/--help")]
    [InlineData("/nobody/nothing/pulls")]
    public async Task What_is_not_there_is_not_found(string address)
    {
        using var answer = await scene.Client.GetAsync(address, PagesScene.Stop);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("There is nothing here.", await answer.Content.ReadAsStringAsync(PagesScene.Stop));
    }

    [Fact]
    public async Task Choosing_a_person_sends_back_to_the_page_and_nowhere_else()
    {
        const string page = "/acme/environments/pulls";
        using var back = await scene.SendAsync("", "/viewer", ("login", "reader"), ("return", page));
        using var away = await scene.SendAsync("", "/viewer", ("login", "reader"), ("return", "//evil.example/"));

        Assert.Equal(page, back.Headers.Location?.OriginalString);
        Assert.StartsWith("viewer=reader;", Assert.Single(back.Headers.GetValues("Set-Cookie")));
        Assert.Equal("/", away.Headers.Location?.OriginalString);
    }

    private Task PassPlanAsync(int number) => scene.WriteAsAppAsync("check-runs", new
    {
        name = "plan",
        head_sha = scene.Pull(number).HeadSha,
        status = "completed",
        conclusion = "success",
        output = new { title = "A merge deploys storefront 1.5.0 to production", summary = "" },
    });

    private Task<HttpResponseMessage> MergeAsync(string login, int number) => scene.SendAsync(
        login, $"pull/{number}/merge", ("method", "merge"), ("head", scene.Pull(number).HeadSha));
}
