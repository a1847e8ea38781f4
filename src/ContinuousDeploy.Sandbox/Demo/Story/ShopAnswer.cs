namespace ContinuousDeploy.Sandbox.Demo.Story;

/// <summary>One look at a shop through the gateway: its status and the version that answered, or why there was none.</summary>
public sealed record ShopAnswer(int? Status, string? Version, string? Failure)
{
    public const string VersionHeader = "X-Storefront-Version";

    public static async Task<ShopAnswer> OfAsync(HttpClient client, Uri shop, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.GetAsync(shop, cancellationToken);
            var version = answer.Headers.TryGetValues(VersionHeader, out var values) ? values.First() : null;
            return new ShopAnswer((int)answer.StatusCode, version, null);
        }
        catch (HttpRequestException error)
        {
            return new ShopAnswer(null, null, error.Message);
        }
    }

    public bool IsBy(string version) => Status == 200 && Version == version;

    public override string ToString() => Failure ?? $"{Status} by version {Version ?? "unknown"}";
}
