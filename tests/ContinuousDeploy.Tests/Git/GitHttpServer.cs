using System.Diagnostics;
using System.Text;
using ContinuousDeploy.Git;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ContinuousDeploy.Tests.Git;

/// <summary>Serves one repository over Git's smart HTTP, with Git's own program behind it.</summary>
public sealed class GitHttpServer : IAsyncDisposable
{
    private readonly WebApplication application;

    private GitHttpServer(WebApplication application) => this.application = application;

    public GitServer Server => new(new Uri(application.Urls.Single()));

    public GitAddress Address =>
        Server.TryAccept($"{Server.Origin}acme/environments.git", out var address, out var refusal)
            ? address
            : throw new InvalidOperationException(refusal);

    /// <param name="token">Asked for as the password, or null for a public repository.</param>
    /// <param name="send">Sends the pack; null sends it as it is.</param>
    public static Task<GitHttpServer> ServeAsync(
        string repository, string? token = null, Func<HttpContext, byte[], Task>? send = null) =>
        StartAsync(context => AnswerAsync(context, repository, token, send ?? SendAsync));

    /// <summary>Breaks the connection in the middle of the pack.</summary>
    public static async Task BreakOffAsync(HttpContext context, byte[] pack)
    {
        await SendAsync(context, pack[..(pack.Length / 2)]);
        context.Abort();
    }

    /// <summary>Sends half of the pack and then nothing, for as long as the other side waits.</summary>
    public static async Task HangAsync(HttpContext context, byte[] pack)
    {
        await SendAsync(context, pack[..(pack.Length / 2)]);
        await context.Response.Body.FlushAsync();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
    }

    /// <summary>Sends bytes as if they were the pack.</summary>
    public static Task SendAsync(HttpContext context, byte[] pack) => context.Response.Body.WriteAsync(pack).AsTask();

    /// <summary>A server that answers as the test says.</summary>
    public static async Task<GitHttpServer> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        application.Run(answer);
        await application.StartAsync(TestContext.Current.CancellationToken);
        return new GitHttpServer(application);
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private static async Task AnswerAsync(
        HttpContext context, string repository, string? token, Func<HttpContext, byte[], Task> send)
    {
        if (token is not null && context.Request.Headers.Authorization != Basic(token))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"git\"";
            return;
        }

        if (context.Request.Path.Value!.EndsWith("/info/refs", StringComparison.Ordinal))
        {
            context.Response.ContentType = "application/x-git-upload-pack-advertisement";
            await context.Response.WriteAsync("001e# service=git-upload-pack\n0000");
            await context.Response.Body.WriteAsync(
                await RunAsync(context, ["upload-pack", "--stateless-rpc", "--advertise-refs", repository]));
            return;
        }

        context.Response.ContentType = "application/x-git-upload-pack-result";
        await send(context, await RunAsync(context, ["upload-pack", "--stateless-rpc", repository]));
    }

    private static async Task<byte[]> RunAsync(HttpContext context, string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var git = Process.Start(start)!;
        await context.Request.Body.CopyToAsync(git.StandardInput.BaseStream);
        git.StandardInput.Close();
        using var output = new MemoryStream();
        await git.StandardOutput.BaseStream.CopyToAsync(output);
        await git.WaitForExitAsync();
        return output.ToArray();
    }

    private static string Basic(string token) =>
        "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes($"x-access-token:{token}"));
}
