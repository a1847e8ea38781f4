using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Tests.Sandbox;

public sealed class AuthenticationTests
{
    [Fact]
    public async Task An_app_names_itself_with_a_signed_token()
    {
        await using Scene scene = await Scene.StartAsync();

        Reply app = await scene.SendAsync("GET", "app", null, scene.Jwt());

        Assert.Equal(200, app.Status);
        Assert.Equal("continuous-deploy", (string?)app.Body!["slug"]);
        Reply installations = await scene.SendAsync("GET", "app/installations", null, scene.Jwt());
        Assert.Equal(scene.Installation.Id, (long)Assert.Single(installations.Body!.AsArray())!["id"]!);
    }

    [Fact]
    public async Task A_token_with_a_wrong_signature_time_or_issuer_is_refused()
    {
        await using Scene scene = await Scene.StartAsync();
        using RSA other = RSA.Create(2048);

        Assert.Equal(401, (await scene.SendAsync("GET", "app", null, scene.Jwt(key: other))).Status);
        Assert.Equal(404, (await scene.SendAsync("GET", "app", null, scene.Jwt(issuer: "1"))).Status);
        Assert.Contains(
            "too far in the future",
            (await scene.SendAsync("GET", "app", null, scene.Jwt(TimeSpan.FromMinutes(11)))).Message);
        Assert.Contains(
            "'exp'", (await scene.SendAsync("GET", "app", null, scene.Jwt(TimeSpan.FromSeconds(-1)))).Message);
        Assert.Contains(
            "'iat'",
            (await scene.SendAsync("GET", "app", null, scene.Jwt(issuedAgo: TimeSpan.FromMinutes(-2)))).Message);
    }

    [Fact]
    public async Task An_installation_token_has_the_long_form_and_lasts_an_hour()
    {
        await using Scene scene = await Scene.StartAsync();

        Assert.StartsWith($"ghs_{scene.App.Id}_", scene.Token);
        Assert.True(scene.Token.Length > 100);
        scene.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(200, (await scene.GetAsync(Scene.Api)).Status);
        scene.Time.Advance(TimeSpan.FromMinutes(1));
        Reply late = await scene.GetAsync(Scene.Api);
        Assert.Equal((401, "Bad credentials"), (late.Status, late.Message));
    }

    [Fact]
    public async Task A_narrowed_token_reaches_only_its_repositories_and_permissions()
    {
        await using Scene scene = await Scene.StartAsync();
        Repository other = await scene.People.CreateRepositoryAsync(
            scene.Acme, "other", scene.Folder + "/sample", true, Scene.Cancelled);
        string token = await scene.IssueAsync(new JsonObject
        {
            ["repository_ids"] = new JsonArray(other.Id),
            ["permissions"] = new JsonObject { ["contents"] = "read" },
        });

        Assert.Equal(200, (await scene.SendAsync("GET", "repos/acme/other", null, $"Bearer {token}")).Status);
        Assert.Equal(404, (await scene.SendAsync("GET", Scene.Api, null, $"Bearer {token}")).Status);
        Reply written = await scene.SendAsync(
            "POST", "repos/acme/other/check-runs", new JsonObject(), $"Bearer {token}");
        Assert.Equal((403, "Resource not accessible by integration"), (written.Status, written.Message));
    }

    [Fact]
    public async Task A_token_cannot_be_asked_to_reach_more_than_the_installation()
    {
        await using Scene scene = await Scene.StartAsync();
        JsonObject asked = new() { ["permissions"] = new JsonObject { ["administration"] = "write" } };

        Reply refused = await scene.SendAsync(
            "POST", $"app/installations/{scene.Installation.Id}/access_tokens", asked, scene.Jwt());

        Assert.Equal(422, refused.Status);
    }

    [Fact]
    public async Task A_private_repository_does_not_exist_for_strangers()
    {
        await using Scene scene = await Scene.StartAsync();
        Account stranger = await scene.Server.Setup.CreateUserAsync("stranger", Scene.Cancelled);

        Assert.Equal(404, (await scene.SendAsync("GET", Scene.Api, null, $"token {stranger.Token}")).Status);
        Assert.Equal(200, (await scene.SendAsync("GET", Scene.Api, null, $"token {scene.Reader.Token}")).Status);
        string basic = Convert.ToBase64String(Encoding.UTF8.GetBytes("anyone:ghp_wrong"));
        Assert.Equal(401, (await scene.SendAsync("GET", Scene.Api, null, $"Basic {basic}")).Status);
    }

    [Fact]
    public async Task An_app_needs_an_installation_token_for_repositories_and_its_own_for_itself()
    {
        await using Scene scene = await Scene.StartAsync();

        Assert.Equal(401, (await scene.GetAsync("app")).Status);
        Assert.Equal(404, (await scene.SendAsync("GET", Scene.Api, null, scene.Jwt())).Status);
    }

    [Fact]
    public async Task After_uninstalling_the_token_is_worth_nothing()
    {
        await using Scene scene = await Scene.StartAsync();

        await scene.Server.Setup.UninstallAsync(scene.Installation, Scene.Cancelled);

        Assert.Equal(401, (await scene.GetAsync(Scene.Api)).Status);
    }

    [Fact]
    public async Task A_persons_role_is_told_to_the_app()
    {
        await using Scene scene = await Scene.StartAsync();

        Reply writer = await scene.GetAsync($"{Scene.Api}/collaborators/writer/permission");
        Reply bot = await scene.GetAsync($"{Scene.Api}/collaborators/continuous-deploy[bot]/permission");

        Assert.Equal("write", (string?)writer.Body!["role_name"]);
        Assert.Equal("none", (string?)bot.Body!["role_name"]);
        Assert.Equal(404, (await scene.GetAsync($"{Scene.Api}/collaborators/nobody/permission")).Status);
    }

    [Fact]
    public async Task A_team_tells_its_members()
    {
        await using Scene scene = await Scene.StartAsync();
        await scene.Server.Setup.CreateTeamAsync(scene.Acme, "sre", [scene.Writer], Scene.Cancelled);

        Assert.Equal(200, (await scene.GetAsync("orgs/acme/teams/sre/memberships/writer")).Status);
        Assert.Equal(404, (await scene.GetAsync("orgs/acme/teams/sre/memberships/reader")).Status);
    }
}
