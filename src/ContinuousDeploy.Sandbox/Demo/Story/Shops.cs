namespace ContinuousDeploy.Sandbox.Demo.Story;

/// <summary>The shops as users find them: at the gateway's addresses.</summary>
public sealed class Shops(Uri production, Uri staging) : IDisposable
{
    private readonly HttpClient client = new() { Timeout = TimeSpan.FromSeconds(10) };

    public IEnumerable<string> Environments => ["staging", "production"];

    public Task<ShopAnswer> LookAsync(string environment, CancellationToken cancellationToken) =>
        ShopAnswer.OfAsync(client, environment == "production" ? production : staging, cancellationToken);

    public void Dispose() => client.Dispose();
}
