using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.Demo;
using ContinuousDeploy.Sandbox.GitHub;
using ContinuousDeploy.Sandbox.GitHub.Exchanges;
using ContinuousDeploy.Sandbox.GitHub.RateLimits;
using ContinuousDeploy.Sandbox.GitHub.State;
using Microsoft.Extensions.Time.Testing;

namespace ContinuousDeploy.Tests.Sandbox;

/// <summary>
/// A sandbox with an organisation, a private repository, an owner, a writer and a reader, and an app that is installed
/// and sends its webhooks to a real receiver.
/// </summary>
internal sealed class Scene : IAsyncDisposable
{
    public const string Secret = "a webhook secret";

    private readonly TemporaryFolder folder;
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });

    private Scene(TemporaryFolder folder, SandboxServer server, FakeTimeProvider time, Receiver receiver)
    {
        this.folder = folder;
        Server = server;
        Time = time;
        Receiver = receiver;
    }

    public static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public SandboxServer Server { get; }

    public FakeTimeProvider Time { get; }

    public Receiver Receiver { get; }

    public string Folder => folder.Path;

    public Account Acme { get; private set; } = null!;

    public Account Writer { get; private set; } = null!;

    public Account Reader { get; private set; } = null!;

    public Repository Repository { get; private set; } = null!;

    public App App { get; private set; } = null!;

    public Installation Installation { get; private set; } = null!;

    public string Token { get; private set; } = "";

    public People People => Server.People;

    /// <summary>The path of the repository.</summary>
    public const string Api = "repos/acme/environments";

    public static async Task<Scene> StartAsync(
        LimitOptions? limits = null, Action<Exchange>? observe = null)
    {
        TemporaryFolder folder = new();
        FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));
        Receiver receiver = await Receiver.StartAsync();
        SandboxOptions options = new()
        {
            Folder = Path.Combine(folder.Path, "git"),
            Limits = limits ?? new(),
            Observe = observe,
        };
        SandboxServer server = await SandboxServer.StartAsync(options, time, Cancelled);
        Scene scene = new(folder, server, time, receiver);
        await scene.FillAsync();
        return scene;
    }

    /// <summary>Calls the API with the installation's token, unless another authorization is given.</summary>
    /// <param name="patience">How long the client waits for the answer, or null for as long as it takes.</param>
    public async Task<Reply> SendAsync(
        string method,
        string path,
        JsonNode? body = null,
        string? authorization = null,
        string? ifNoneMatch = null,
        TimeSpan? patience = null)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), new Uri(Server.ApiUrl, path));
        request.Headers.Authorization = AuthenticationHeaderValue.Parse(authorization ?? $"Bearer {Token}");
        request.Headers.UserAgent.ParseAdd("tests/1");
        if (ifNoneMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        either.CancelAfter(patience ?? Timeout.InfiniteTimeSpan);
        using HttpResponseMessage response = await client.SendAsync(request, either.Token);
        string text = await response.Content.ReadAsStringAsync(Cancelled);
        return new((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text), response.Headers);
    }

    public Task<Reply> GetAsync(string path) => SendAsync("GET", path);

    public Task<Reply> GraphQlAsync(
        string query, JsonObject? variables = null, TimeSpan? patience = null) => SendAsync(
            "POST",
            Server.GraphQlUrl.ToString(),
            new JsonObject { ["query"] = query, ["variables"] = variables },
            patience: patience);

    /// <summary>A token of the app itself.</summary>
    public string Jwt(
        TimeSpan? expiresIn = null,
        TimeSpan? issuedAgo = null,
        string? issuer = null,
        RSA? key = null,
        App? app = null)
    {
        using RSA own = RSA.Create();
        own.ImportFromPem((app ?? App).PrivateKeyPem);
        DateTimeOffset now = Time.GetUtcNow();
        JsonObject claims = new()
        {
            ["iat"] = (now - (issuedAgo ?? TimeSpan.FromMinutes(1))).ToUnixTimeSeconds(),
            ["exp"] = (now + (expiresIn ?? TimeSpan.FromMinutes(9))).ToUnixTimeSeconds(),
            ["iss"] = issuer ?? (app ?? App).Id.ToString(),
        };
        string text = $"{Part(new() { ["alg"] = "RS256", ["typ"] = "JWT" })}.{Part(claims)}";
        byte[] signature = (key ?? own).SignData(
            Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"Bearer {text}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>Asks for an installation token.</summary>
    public async Task<string> IssueAsync(
        JsonObject? asked = null, App? app = null, Installation? installation = null)
    {
        long id = (installation ?? Installation).Id;
        Reply reply = await SendAsync("POST", $"app/installations/{id}/access_tokens", asked, Jwt(app: app));
        Assert.Equal(201, reply.Status);
        return (string)reply.Body!["token"]!;
    }

    /// <summary>Opens a pull request of the writer's that changes one file on a new branch.</summary>
    public async Task<PullRequest> OpenAsync(string branch, string file = "production/storefront.yaml")
    {
        await People.PushAsync(
            Repository, Writer, branch, $"Change {file}", [new(file, "version: 1.5.0\n")], Cancelled);
        return await People.OpenPullRequestAsync(
            Repository, Writer, new($"Change {file}", branch, "main", "Please", false), Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await Server.DisposeAsync();
        await Receiver.DisposeAsync();
        folder.Dispose();
    }

    private async Task FillAsync()
    {
        Acme = await Server.Setup.CreateOrganizationAsync("acme", Cancelled);
        Writer = await Server.Setup.CreateUserAsync("writer", Cancelled);
        Reader = await Server.Setup.CreateUserAsync("reader", Cancelled);
        Repository = await People.CreateRepositoryAsync(Acme, "environments", Sample(), true, Cancelled);
        await Server.Setup.SetRoleAsync(Repository, Writer, Role.Write, Cancelled);
        await Server.Setup.SetRoleAsync(Repository, Reader, Role.Read, Cancelled);
        // The bot itself listens to less.
        NewApp app = BotApp.With(Secret, Receiver.Url) with
        {
            Events =
            [
                "check_run", "check_suite", "deployment", "deployment_status", "issue_comment", "pull_request",
                "pull_request_review", "push",
            ],
        };
        App = await Server.Setup.CreateAppAsync(Acme, app, Cancelled);
        Installation = await Server.Setup.InstallAsync(App, Acme, null, Cancelled);
        Token = await IssueAsync();
        await Server.Webhooks.WhenDeliveredAsync(Cancelled);
        Receiver.Clear();
    }

    private string Sample()
    {
        string sample = Path.Combine(Folder, "sample");
        Directory.CreateDirectory(Path.Combine(sample, "production"));
        File.WriteAllText(Path.Combine(sample, "production", "storefront.yaml"), "version: 1.4.1\n");
        File.WriteAllText(Path.Combine(sample, "README.md"), "# Environments\n");
        return sample;
    }

    private static string Part(JsonObject json) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}

/// <summary>An answer of the API.</summary>
internal sealed record Reply(int Status, JsonNode? Body, HttpResponseHeaders Headers)
{
    public string? Message => (string?)Body?["message"];

    public string? Header(string name) =>
        Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(", ", values) : null;
}
