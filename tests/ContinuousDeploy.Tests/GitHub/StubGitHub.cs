using System.Collections.Concurrent;
using System.Net;
using ContinuousDeploy.GitHub;
using ContinuousDeploy.GitHub.Reporting;
using ContinuousDeploy.GitHub.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace ContinuousDeploy.Tests.GitHub;

/// <summary>
/// A server over real HTTP that answers what a test says: for what the sandbox, which is true to GitHub, never does.
/// </summary>
public sealed class StubGitHub : IAsyncDisposable
{
    public const long AppId = 7;

    private readonly WebApplication server;
    private int tokens;

    private StubGitHub(WebApplication server) => this.server = server;

    public static RepositoryReference Repository { get; } = new(1296269, 42, "octocat", "hello-world");

    /// <summary>Answers what is not a request for a token.</summary>
    public required RequestDelegate Respond { get; set; }

    /// <summary>Answers requests for tokens; by default with a new one each time.</summary>
    public RequestDelegate? RespondToTokenRequest { get; set; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    public ConcurrentQueue<Received> Requests { get; } = new();

    public Redaction Redaction { get; } = new();

    public GitHubAddresses Addresses { get; private set; } = null!;

    public GitHubTransport Transport { get; private set; } = null!;

    public GitHubClients Clients { get; private set; } = null!;

    public Repositories Repositories { get; private set; } = null!;

    public static async Task<StubGitHub> StartAsync(RequestDelegate respond)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, ListenAsHttp1));
        var server = builder.Build();
        var stub = new StubGitHub(server) { Respond = respond };
        server.Run(stub.AnswerAsync);
        await server.StartAsync(TestContext.Current.CancellationToken);
        stub.Connect(server.Urls.First());
        return stub;
    }

    public Task StopAsync() => server.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Transport.Dispose();
        await server.DisposeAsync();
    }

    private static void ListenAsHttp1(ListenOptions options) => options.Protocols = HttpProtocols.Http1;

    private void Connect(string url)
    {
        Addresses = ((GitHubAddressesReading.Usable)GitHubAddresses.Read($"{url}/api/v3/")).Addresses;
        Transport = new GitHubTransport(Addresses, AppId, TestKey.App, Redaction, Time);
        Clients = new GitHubClients(Transport, Addresses);
        Repositories = new Repositories(
            Clients,
            Transport,
            new WrittenComments(Clients, new AppIdentity(Clients)),
            new Deployments(Clients, Redaction),
            Redaction,
            Options.Create(new GitHubOptions()));
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var request = new Received(
            context.Request.Method,
            context.Request.Path + context.Request.QueryString,
            context.Request.Headers.Authorization.ToString(),
            context.Request.Headers.IfNoneMatch.ToString(),
            await reader.ReadToEndAsync(context.RequestAborted));
        Requests.Enqueue(request);
        await (request.IsForToken ? RespondToTokenRequest ?? GiveTokenAsync : Respond)(context);
    }

    private async Task GiveTokenAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status201Created;
        var number = Interlocked.Increment(ref tokens);
        await context.Response.WriteAsJsonAsync(new { token = $"ghs_{AppId}_token-{number}" });
    }

    public sealed record Received(string Method, string Target, string Authorization, string IfNoneMatch, string Body)
    {
        public bool IsForToken => Target.EndsWith("/access_tokens", StringComparison.Ordinal);
    }
}
