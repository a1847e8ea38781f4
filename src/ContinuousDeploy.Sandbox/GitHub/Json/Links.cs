using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Json;

/// <summary>Addresses of the sandbox, laid out as GitHub Enterprise Server's.</summary>
public sealed class Links(World world)
{
    /// <summary>Where the server listens: known once it has started.</summary>
    public Uri Root { get; internal set; } = new("http://127.0.0.1");

    private string Home => Root.GetLeftPart(UriPartial.Authority);

    public string Api(string path) => $"{Home}/api/v3{path}";

    public string Page(string path) => $"{Home}{path}";

    public string Api(Repository repository) => Api($"/repos/{world.FullName(repository)}");

    public string Page(Repository repository) => Page($"/{world.FullName(repository)}");

    public string Page(Account account) => Page(account.Kind == AccountKind.Bot
        ? $"/apps/{account.Login.Replace("[bot]", "", StringComparison.Ordinal)}"
        : $"/{account.Login}");
}
