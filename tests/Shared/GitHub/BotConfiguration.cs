using System.Globalization;
using ContinuousDeploy.Sandbox.GitHub;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Testing;

/// <summary>What a bot is told so that it serves a local GitHub, with everything that it keeps in one folder.</summary>
public static class BotConfiguration
{
    /// <summary>Writes the app's private key into the folder, and names the settings by their keys.</summary>
    public static async Task<Dictionary<string, string?>> InAsync(
        DirectoryInfo folder, SandboxServer github, App app, string secret, CancellationToken cancellationToken)
    {
        string Sub(string name) => folder.CreateSubdirectory(name).FullName;
        var key = Path.Combine(folder.FullName, "app.pem");
        await File.WriteAllTextAsync(key, app.PrivateKeyPem, cancellationToken);
        return new Dictionary<string, string?>
        {
            ["GitHub:AppId"] = app.Id.ToString(CultureInfo.InvariantCulture),
            ["GitHub:PrivateKeyFile"] = key,
            ["GitHub:WebhookSecrets:0"] = secret,
            ["GitHub:ApiUrl"] = github.ApiUrl.ToString(),
            ["Ledger:ConnectionString"] = $"Data Source={Path.Combine(folder.FullName, "ledger.db")}",
            ["Artifacts:Folder"] = Sub("artifacts"),
            ["Mirrors:Folder"] = Sub("mirrors"),
            ["Targets:local:Kind"] = "process",
            ["Targets:local:Folder"] = Sub("instances"),
            ["Targets:local:Repositories:0"] = "acme/environments",
            ["Gateway:Folder"] = Sub("gateway"),
            ["Gateway:Listen:0"] = "http://127.0.0.1:0",
        };
    }
}
