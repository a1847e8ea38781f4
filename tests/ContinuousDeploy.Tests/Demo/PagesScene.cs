using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ContinuousDeploy.Sandbox.Demo;
using ContinuousDeploy.Sandbox.GitHub;
using ContinuousDeploy.Sandbox.GitHub.State;
using ContinuousDeploy.Sandbox.Pages;

namespace ContinuousDeploy.Tests.Demo;

/// <summary>The sample repository at a local GitHub with its pages, and an app that writes checks.</summary>
public sealed class PagesScene : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private StateFolder? state;

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public SandboxServer Server { get; private set; } = null!;

    public App App { get; private set; } = null!;

    public Repository Repository =>
        Server.World.FindRepository(SampleRepository.Organisation, SampleRepository.Name)!;

    /// <summary>A browser without a memory: each request says who it is.</summary>
    public HttpClient Client { get; private set; } = null!;

    public static async Task<PagesScene> StartAsync()
    {
        var scene = new PagesScene();
        scene.state = StateFolder.Open(scene.folder.In("state"));
        var versions = SampleVersion.All.Select(version => (version.Version, version.Description));
        var site = new SiteSettings([.. versions], []);
        var options = new SandboxOptions
        {
            Folder = scene.state.GitHub,
            AddEndpoints = (application, server) => new PageEndpoints(server, site).Map(application),
        };
        scene.Server = await SandboxServer.StartAsync(options, TimeProvider.System, Stop);
        scene.App = await SampleWorld.FillAsync(scene.Server, scene.state, new Ports(1, 9, 3, 4), Stop);
        scene.Client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = new Uri(scene.Server.Url, $"{SampleRepository.FullName}/"),
        };
        return scene;
    }

    public Account Person(string login) => Server.World.FindAccount(login)!;

    /// <summary>Proposes a version through the form.</summary>
    /// <returns>The pull request's number.</returns>
    public async Task<int> ProposeAsync(string version, string environment)
    {
        using var writer = new ContinuousDeploy.Sandbox.Demo.Story.Browser(
            Server.Url, SampleRepository.FullName, SamplePeople.Writer);
        return await writer.ProposeAsync(version, [environment], Stop);
    }

    public PullRequest Pull(int number) => Server.World.FindPullRequest(Repository, number)!;

    /// <summary>Sends a form as somebody, from a page of the given origin.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        string login, string form, string? origin, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, form);
        request.Content = new FormUrlEncodedContent(
            fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        request.Headers.Add("Cookie", $"viewer={login}");
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        return await Client.SendAsync(request, Stop);
    }

    public Task<HttpResponseMessage> SendAsync(
        string login, string form, params (string Name, string Value)[] fields) =>
        SendAsync(login, form, Server.Url.GetLeftPart(UriPartial.Authority), fields);

    /// <summary>A page as somebody sees it.</summary>
    public async Task<string> PageAsync(string login, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add("Cookie", $"viewer={login}");
        using var answer = await Client.SendAsync(request, Stop);
        return await answer.Content.ReadAsStringAsync(Stop);
    }

    /// <summary>Writes to the API as the app.</summary>
    public async Task WriteAsAppAsync(string path, object body)
    {
        var installation = Server.World.Installations.All.Single();
        var issued = await PostAsync($"app/installations/{installation.Id}/access_tokens", new { }, Jwt());
        var token = issued.GetProperty("token").GetString()!;
        await PostAsync($"repos/{SampleRepository.FullName}/{path}", body, token);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        state?.Dispose();
        folder.Dispose();
    }

    private async Task<JsonElement> PostAsync(string path, object body, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Server.ApiUrl, path));
        request.Content = JsonContent.Create(body);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.UserAgent.ParseAdd("tests");
        using var answer = await Client.SendAsync(request, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
    }

    private string Jwt()
    {
        using var key = RSA.Create();
        key.ImportFromPem(App.PrivateKeyPem);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var text = $"{Part(new { alg = "RS256", typ = "JWT" })}."
            + Part(new { iat = now - 60, exp = now + 300, iss = $"{App.Id}" });
        var signature = key.SignData(
            Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Part(object json) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(json));
}
