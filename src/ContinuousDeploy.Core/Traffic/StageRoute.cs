namespace ContinuousDeploy.Core.Traffic;

/// <summary>Where the users of one stage go. The gateway keeps it on disk and answers it.</summary>
/// <param name="Repository">GitHub's numeric id of the repository.</param>
/// <param name="Url">The public address whose requests belong to the stage: its host and port are the key.</param>
/// <param name="Instance">The instance's name at its target.</param>
/// <param name="Address">Where the gateway finds the instance.</param>
/// <param name="Fence">The highest fence accepted for the stage.</param>
public sealed record StageRoute(
    long Repository, string Environment, string Application, Uri Url, string Instance, Uri Address, long Fence)
{
    /// <summary>The stage, as one value.</summary>
    public StageId Stage() => new(Repository, Environment, Application);

    /// <summary>
    /// The <c>Host</c> header that selects the route: host and port, the port left out where it is the scheme's own
    /// (RFC 9110, section 7.2).
    /// </summary>
    public string Host() => Url.IsDefaultPort ? Url.IdnHost : $"{Url.IdnHost}:{Url.Port}";

    /// <summary>What is wrong with the route, as one sentence, or null.</summary>
    public string? Problem() => this switch
    {
        { Repository: < 1 } => $"The repository id {Repository} is not GitHub's: it must be above 0.",
        { Environment: "" } or { Application: "" } => "The environment and the application need a name.",
        { Instance: "" } or { Instance.Length: > 128 } => "The instance needs a name of 1 to 128 characters.",
        { Fence: < 0 } => $"The fence {Fence} must not be below 0.",
        _ when !IsWebAddress(Url) => $"The url '{Url}' is not an http or https address with a host.",
        _ when !IsWebAddress(Address) => $"The instance's address '{Address}' is not an http or https address.",
        _ when Address.Query.Length + Address.Fragment.Length + Address.UserInfo.Length > 0 =>
            "The instance's address must not have a user, a query or a fragment.",
        _ => null,
    };

    private static bool IsWebAddress(Uri address) =>
        address.IsAbsoluteUri && address.Scheme is "http" or "https" && address.Host.Length > 0;
}

/// <summary>The body of <c>PUT /routes/{repository}/{environment}/{application}</c>.</summary>
public sealed record RouteMove(Uri Url, string Instance, Uri Address, long Fence);

/// <summary>Every route: the gateway's file, and its answer to <c>GET /routes</c>.</summary>
/// <param name="Format">The version of the format: 1.</param>
public sealed record RouteList(int Format, IReadOnlyList<StageRoute> Routes)
{
    public const int CurrentFormat = 1;
}
