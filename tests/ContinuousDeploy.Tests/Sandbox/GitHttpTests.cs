using System.Diagnostics;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Tests.Sandbox;

public sealed class GitHttpTests
{
    [Fact]
    public async Task A_private_repository_is_cloned_with_an_installation_token_only()
    {
        await using Scene scene = await Scene.StartAsync();

        await CloneAsync(scene, "x-access-token", scene.Token);
        Assert.Equal(
            "version: 1.4.1\n",
            await File.ReadAllTextAsync(Work(scene, "production/storefront.yaml"), Scene.Cancelled));
        Assert.NotEqual(0, (await GitAsync(scene, "clone", Address(scene, "x", "ghs_wrong"), "no")).Code);
        Assert.NotEqual(0, (await GitAsync(scene, "clone", $"{scene.Server.Url}acme/environments.git", "no")).Code);
    }

    [Fact]
    public async Task A_push_moves_the_branch_and_the_pull_request_and_sends_events()
    {
        await using Scene scene = await Scene.StartAsync();
        PullRequest pull = await scene.OpenAsync("bump");
        await CloneAsync(scene, scene.Writer);
        await GitAsync(scene, "-C", "work", "checkout", "bump");
        await CommitAsync(scene, "more.txt");
        await scene.Server.Webhooks.WhenDeliveredAsync(Scene.Cancelled);
        scene.Receiver.Clear();

        Run pushed = await GitAsync(scene, "-C", "work", "push", "origin", "bump");
        await scene.Server.Webhooks.WhenDeliveredAsync(Scene.Cancelled);

        Assert.True(pushed.Code == 0, pushed.Text);
        string head = (await GitAsync(scene, "-C", "work", "rev-parse", "HEAD")).Text.Trim();
        Assert.Equal(head, scene.Server.World.PullRequests[pull.Id].HeadSha);
        Assert.Equal(head, (string?)scene.Receiver.One("pull_request.synchronize").Payload["after"]);
        Arrival push = scene.Receiver.One("push");
        Assert.Equal("refs/heads/bump", (string?)push.Payload["ref"]);
        Assert.Equal("more.txt", (string?)push.Payload["commits"]![0]!["added"]![0]);
        Run remote = await GitAsync(scene, "-C", "work", "ls-remote", "origin", $"refs/pull/{pull.Number}/head");
        Assert.StartsWith(head, remote.Text);
    }

    [Fact]
    public async Task A_reader_cannot_push()
    {
        await using Scene scene = await Scene.StartAsync();
        await CloneAsync(scene, scene.Reader);
        await CommitAsync(scene, "more.txt");

        Assert.NotEqual(0, (await GitAsync(scene, "-C", "work", "push", "origin", "main")).Code);
        await scene.Server.Webhooks.WhenDeliveredAsync(Scene.Cancelled);
        Assert.Empty(scene.Receiver.Arrivals);
    }

    [Fact]
    public async Task A_protected_branch_declines_a_force_push_and_a_commit_without_its_checks()
    {
        await using Scene scene = await Scene.StartAsync();
        await CloneAsync(scene, scene.Writer);
        await scene.Server.Setup.ProtectAsync(
            scene.Repository, "main", BranchProtection.Requiring(), Scene.Cancelled);
        await GitAsync(scene, "-C", "work", "commit", "--amend", "-m", "Rewritten");
        Run forced = await GitAsync(scene, "-C", "work", "push", "--force", "origin", "main");
        await GitAsync(scene, "-C", "work", "reset", "--hard", "origin/main");
        await scene.Server.Setup.ProtectAsync(
            scene.Repository, "main", BranchProtection.Requiring("plan"), Scene.Cancelled);
        await CommitAsync(scene, "more.txt");
        Run withoutCheck = await GitAsync(scene, "-C", "work", "push", "origin", "main");

        Assert.Contains("GH006", forced.Text);
        Assert.Contains("Cannot force-push", forced.Text);
        Assert.Contains("GH006", withoutCheck.Text);
        await scene.Server.Webhooks.WhenDeliveredAsync(Scene.Cancelled);
        Assert.Empty(scene.Receiver.Arrivals);
    }

    [Fact]
    public async Task The_refs_of_pull_requests_cannot_be_pushed()
    {
        await using Scene scene = await Scene.StartAsync();
        PullRequest pull = await scene.OpenAsync("bump");
        await CloneAsync(scene, scene.Writer);
        await CommitAsync(scene, "more.txt");

        Run pushed = await GitAsync(
            scene, "-C", "work", "push", "--force", "origin", $"HEAD:refs/pull/{pull.Number}/head");

        Assert.NotEqual(0, pushed.Code);
        Assert.Equal(pull.HeadSha, scene.Server.World.PullRequests[pull.Id].HeadSha);
    }

    [Fact]
    public async Task A_large_fetch_request_arrives_compressed_and_is_understood()
    {
        await using Scene scene = await Scene.StartAsync();
        await CloneAsync(scene, scene.Writer);
        for (int number = 0; number < 60; number++)
        {
            await CommitAsync(scene, $"local-{number}.txt");
        }

        await scene.People.PushAsync(
            scene.Repository, scene.Writer, "main", "Remote", [new("remote.txt", "r")], Scene.Cancelled);
        Run fetched = await GitAsync(scene, "-C", "work", "-c", "protocol.version=2", "fetch", "origin");

        Assert.True(fetched.Code == 0, fetched.Text);
        Assert.Equal(0, (await GitAsync(scene, "-C", "work", "cat-file", "-e", "origin/main:remote.txt")).Code);
    }

    private static string Work(Scene scene, string path) => Path.Combine(scene.Folder, "work", path);

    private static string Address(Scene scene, string user, string password) =>
        $"http://{user}:{password}@{scene.Server.Url.Authority}/acme/environments.git";

    private static Task CloneAsync(Scene scene, Account person) => CloneAsync(scene, person.Login, person.Token);

    private static async Task CloneAsync(Scene scene, string user, string password)
    {
        Run cloned = await GitAsync(scene, "clone", Address(scene, user, password), "work");
        Assert.True(cloned.Code == 0, cloned.Text);
    }

    private static async Task CommitAsync(Scene scene, string file)
    {
        await File.WriteAllTextAsync(Work(scene, file), file, Scene.Cancelled);
        await GitAsync(scene, "-C", "work", "add", file);
        Run committed = await GitAsync(scene, "-C", "work", "commit", "-m", $"Add {file}");
        Assert.True(committed.Code == 0, committed.Text);
    }

    private static async Task<Run> GitAsync(Scene scene, params string[] arguments)
    {
        ProcessStartInfo start = new("git", arguments)
        {
            WorkingDirectory = scene.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        foreach (string role in (string[])["AUTHOR", "COMMITTER"])
        {
            start.Environment[$"GIT_{role}_NAME"] = "writer";
            start.Environment[$"GIT_{role}_EMAIL"] = "writer@example.org";
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(Scene.Cancelled);
        Task<string> error = process.StandardError.ReadToEndAsync(Scene.Cancelled);
        await process.WaitForExitAsync(Scene.Cancelled);
        return new(process.ExitCode, await output + await error);
    }

    private sealed record Run(int Code, string Text);
}
