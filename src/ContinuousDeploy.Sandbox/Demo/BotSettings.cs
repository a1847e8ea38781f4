using System.Globalization;
using System.Runtime.InteropServices;

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
    private static readonly string[] Inherited = ["PATH", "LANG", "TMPDIR", "TZ"];

    /// <summary>All of the bot's environment; of the caller's own only what every program needs.</summary>
    public IReadOnlyDictionary<string, string> Environment(BuiltPrograms programs)
    {
        var variables = Configuration(programs);
        foreach (var name in Inherited)
        {
            if (System.Environment.GetEnvironmentVariable(name) is { } value)
            {
                variables[name] = value;
            }
        }

        return variables;
    }

    private Dictionary<string, string> Configuration(BuiltPrograms programs) => new()
    {
        ["HOME"] = State.Bot,
        ["DOTNET_ROOT"] = DotnetRoot,
        ["ASPNETCORE_URLS"] = Url.AbsoluteUri,
        ["GitHub__AppId"] = AppId.ToString(CultureInfo.InvariantCulture),
        ["GitHub__PrivateKeyFile"] = KeyFile,
        ["GitHub__WebhookSecrets__0"] = WebhookSecret,
        ["GitHub__ApiUrl"] = ApiUrl.AbsoluteUri,
        ["Ledger__ConnectionString"] = $"Data Source={Path.Combine(State.Bot, "ledger.db")}",
        ["Mirrors__Folder"] = Path.Combine(State.Bot, "mirrors"),
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

    // Where this program's own runtime is, so that one that is not installed for the whole machine is found.
    private static string DotnetRoot =>
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
}
