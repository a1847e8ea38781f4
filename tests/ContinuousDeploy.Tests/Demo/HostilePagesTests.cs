using ContinuousDeploy.Sandbox.Demo;
using ContinuousDeploy.Sandbox.GitHub.Operations;

namespace ContinuousDeploy.Tests.Demo;

/// <summary>What people and programs write is put on the pages, and none of it may become markup.</summary>
public sealed class HostilePagesTests
{
    private const string Script = "<script>alert(1)</script>";
    private const string Attribute = "\"><img src=x onerror=alert(1)>";
    private const string Hostile = $"{Attribute}{Script}'<!--";
    private const string Comment = $"{Hostile}\n\n[x](javascript:alert(1))";
    private const string Path = "environments/production/storefront.yaml";

    [Fact]
    public async Task What_people_and_programs_write_is_shown_as_text_on_every_page()
    {
        await using var scene = await PagesScene.StartAsync();
        var number = await FillAsync(scene);
        var head = scene.Pull(number).HeadSha;

        foreach (var address in (string[])
            ["/", "pulls", $"pull/{number}", $"commit/{head}", "commits", "deployments", "new", "new?path=" + Path])
        {
            var page = await scene.PageAsync(SamplePeople.Writer, address);
            Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<img", page, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("javascript:alert", page, StringComparison.OrdinalIgnoreCase);
        }

        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", await scene.PageAsync(SamplePeople.Writer, "pulls"));
    }

    [Fact]
    public async Task Every_page_forbids_scripts_frames_and_foreign_forms()
    {
        await using var scene = await PagesScene.StartAsync();

        foreach (var address in (string[])["/", "pulls", "pull/4711", "new", "/style.css"])
        {
            using var answer = await scene.Client.GetAsync(address, PagesScene.Stop);
            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.StartsWith("default-src 'none'; style-src 'self'; form-action 'self'", policy);
            Assert.DoesNotContain("unsafe", policy);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        }
    }

    private static object Note => new
    {
        path = Hostile,
        start_line = 1,
        end_line = 1,
        annotation_level = "failure",
        message = Hostile,
        title = Hostile,
    };

    private static async Task<int> FillAsync(PagesScene scene)
    {
        var people = scene.Server.People;
        await scene.Server.Setup.ProtectAsync(scene.Repository, "main", null, PagesScene.Stop);
        var writer = scene.Person(SamplePeople.Writer);
        await people.PushAsync(
            scene.Repository, writer, "main", Hostile, [new(Path, $"version: {Hostile}\n")], PagesScene.Stop);
        var head = await people.PushAsync(
            scene.Repository, writer, "hostile", Hostile,
            [new(Path, $"version: {Hostile}2\n"), new($"environments/{Script.Replace('/', '-')}.yaml", Hostile)],
            PagesScene.Stop);
        var asked = new NewPullRequest(Hostile, "hostile", "main", Comment, Draft: false);
        var pull = await people.OpenPullRequestAsync(scene.Repository, writer, asked, PagesScene.Stop);
        await people.CommentAsync(scene.Repository, pull.Number, writer, Comment, PagesScene.Stop);
        await scene.WriteAsAppAsync("check-runs", new
        {
            name = Hostile,
            head_sha = head,
            status = "completed",
            conclusion = "failure",
            output = new
            {
                title = Hostile,
                summary = $"{Hostile}\n\n| a |\n|---|\n| {Hostile} |",
                text = Hostile,
                annotations = new[] { Note },
            },
        });
        await scene.WriteAsAppAsync("deployments", new
        {
            @ref = "hostile",
            environment = Hostile,
            description = Hostile,
            auto_merge = false,
            required_contexts = Array.Empty<string>(),
        });
        return pull.Number;
    }
}
