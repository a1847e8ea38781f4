using ContinuousDeploy.Sandbox.Demo;
using ContinuousDeploy.Sandbox.GitHub;
using ContinuousDeploy.Sandbox.GitHub.Exchanges;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Tests.Scenarios;

/// <summary>A sandbox GitHub with the sample repository, people, and the bot's app installed.</summary>
/// <param name="Secret">The webhook secret.</param>
internal sealed record SandboxWithApp(SandboxServer Server, App App, Repository Repository, string Secret)
{
    private static readonly (string Login, Role Role)[] People =
        [("owner", Role.Admin), ("writer", Role.Write), ("reader", Role.Read)];

    /// <param name="folder">Where everything of the scenario is.</param>
    /// <param name="change">Files that differ from the sample; null takes one away.</param>
    public static async Task<SandboxWithApp> StartAsync(
        DirectoryInfo folder,
        TimeProvider time,
        Action<Exchange> observe,
        string secret,
        (string Path, string? Text)[] change,
        CancellationToken cancellationToken)
    {
        var options = new SandboxOptions { Folder = folder.CreateSubdirectory("git").FullName, Observe = observe };
        var github = await SandboxServer.StartAsync(options, time, cancellationToken);
        var organization = await github.Setup.CreateOrganizationAsync("acme", cancellationToken);
        var app = await github.Setup.CreateAppAsync(organization, BotApp.With(secret), cancellationToken);
        var repository = await github.People.CreateRepositoryAsync(
            organization, "environments", WriteFiles(folder, change), true, cancellationToken);
        await github.Setup.InstallAsync(app, organization, [repository], cancellationToken);
        foreach (var (login, role) in People)
        {
            var person = await github.Setup.CreateUserAsync(login, cancellationToken);
            repository = await github.Setup.SetRoleAsync(repository, person, role, cancellationToken);
        }

        return new SandboxWithApp(github, app, repository, secret);
    }

    /// <summary>What a bot is told so that it serves this GitHub, with all its folders in the scenario's.</summary>
    public Task<Dictionary<string, string?>> ConfigurationAsync(DirectoryInfo folder, CancellationToken cancellationToken) =>
        BotConfiguration.InAsync(folder, Server, App, Secret, cancellationToken);

    private static string WriteFiles(DirectoryInfo folder, (string Path, string? Text)[] change)
    {
        var source = folder.CreateSubdirectory("source");
        var files = SampleEnvironments.Files.ToDictionary(file => file.Key, file => (string?)file.Value);
        foreach (var (path, text) in change)
        {
            files[path] = text;
        }

        foreach (var (path, text) in files.Where(file => file.Value is not null))
        {
            var file = Path.Combine(source.FullName, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        return source.FullName;
    }
}
