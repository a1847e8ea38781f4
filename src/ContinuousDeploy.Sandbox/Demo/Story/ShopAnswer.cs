namespace ContinuousDeploy.Sandbox.Demo.Story;

/// <summary>One look at a shop through the gateway: which version answered and how, or why none did.</summary>
public sealed record ShopAnswer(int? Status, string? Version, string? Failure)
{
    private const string VersionHeader = "X-Storefront-Version";

    /// <summary>The version that gave an answer, as it says itself, or null.</summary>
    public static string? VersionOf(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues(VersionHeader, out var values) ? values.First() : null;

    public static async Task<ShopAnswer> OfAsync(HttpClient client, Uri shop, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.GetAsync(shop, cancellationToken);
            return new ShopAnswer((int)answer.StatusCode, VersionOf(answer), null);
        }
        catch (HttpRequestException error)
        {
            return new ShopAnswer(null, null, error.Message);
        }
    }

    public bool IsBy(string version) => Status == 200 && Version == version;

    public override string ToString() => Failure ?? $"{Status} by version {Version ?? "unknown"}";
}
