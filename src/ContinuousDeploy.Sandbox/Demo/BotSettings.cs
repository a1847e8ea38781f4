using System.Globalization;

namespace ContinuousDeploy.Sandbox.Demo;

/// <summary>What the bot is told by its environment, and where it is reached.</summary>
/// <param name="KeyFile">The app's private key, as GitHub offers it for download.</param>
/// <param name="Repository"><c>owner/name</c> of the repository that may deploy to the target.</param>
public sealed record BotSettings(
    Uri Url,
    Uri ApiUrl,
    long AppId,
    string KeyFile,
    string WebhookSecret,
    string Repository,
    Ports Ports,
    StateFolder State)
{
    /// <summary>The environment variables. Nothing of the caller's environment is needed beside them.</summary>
    public IReadOnlyDictionary<string, string> Environment(BuiltPrograms programs) => new Dictionary<string, string>
    {
        ["ASPNETCORE_URLS"] = Url.AbsoluteUri,
        ["GitHub__AppId"] = AppId.ToString(CultureInfo.InvariantCulture),
        ["GitHub__PrivateKeyFile"] = KeyFile,
        ["GitHub__WebhookSecrets__0"] = WebhookSecret,
        ["GitHub__ApiUrl"] = ApiUrl.AbsoluteUri,
        ["Ledger__ConnectionString"] = $"Data Source={Path.Combine(State.Bot, "ledger.db")}",
        ["Artifacts__Provider"] = "folder",
        ["Artifacts__Folder"] = State.Artifacts,
        ["Targets__local__Kind"] = "process",
        ["Targets__local__Folder"] = State.Instances,
        ["Targets__local__Repositories__0"] = Repository,
        ["Gateway__Folder"] = State.Gateway,
        ["Gateway__Program"] = programs.Gateway,
        ["Gateway__Listen__0"] = $"http://127.0.0.1:{Ports.Production}",
        ["Gateway__Listen__1"] = $"http://127.0.0.1:{Ports.Staging}",
    };
}
