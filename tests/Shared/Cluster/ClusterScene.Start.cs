using System.Globalization;
using ContinuousDeploy.Sandbox.Demo;
using ContinuousDeploy.Sandbox.GitHub;
using ContinuousDeploy.Sandbox.GitHub.State;
using Npgsql;

namespace ContinuousDeploy.Testing.Cluster;

/// <summary>How the parts of the scene are made.</summary>
public sealed partial class ClusterScene
{
    private string KeyFile => Path.Combine(state.Bot, "app.pem");

    private async Task StartGitHubAsync()
    {
        var options = new SandboxOptions { Folder = state.GitHub, Port = ports.GitHub };
        github = await SandboxServer.StartAsync(options, TimeProvider.System, Token);
        var organization = await github.Setup.CreateOrganizationAsync("acme", Token);
        app = await github.Setup.CreateAppAsync(organization, BotApp.With(Secret), Token);
        var source = Path.Combine(state.Path, "sample");
        SampleRepository.CopyTo(source, ports);
        repository = await github.People.CreateRepositoryAsync(organization, "environments", source, false, Token);
        var writer = await github.Setup.CreateUserAsync("writer", Token);
        repository = await github.Setup.SetRoleAsync(repository, writer, Role.Write, Token);
        await github.Setup.InstallAsync(app, organization, [repository], Token);
        await File.WriteAllTextAsync(KeyFile, app.PrivateKeyPem, Token);
    }

    private async Task StartNodeAsync(int number)
    {
        var started = SaysAsync("Application started");
        nodes.Add(ClusterNode.Start(programs.Bot, EnvironmentOf(number), Hear));
        await started;
    }

    private Dictionary<string, string> EnvironmentOf(int number)
    {
        var common = new BotSettings(
            At(botPorts[number]), github.ApiUrl, app.Id, KeyFile, Secret, "acme/environments", ports, state);
        var through = new NpgsqlConnectionStringBuilder(database) { Port = Proxies[number].Port };
        var environment = new Dictionary<string, string>(common.Environment(programs))
        {
            ["Ledger__Provider"] = "postgres",
            ["Ledger__ConnectionString"] = through.ToString(),
            ["Mirrors__Folder"] = Path.Combine(state.Bot, string.Create(CultureInfo.InvariantCulture, $"mirrors{number}")),
            ["Logging__Console__FormatterOptions__SingleLine"] = "true",
        };
        foreach (var (name, value) in more(number))
        {
            environment[name] = value;
        }

        return environment;
    }
}
