using System.Net.WebSockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace ContinuousDeploy.Tests.Gateway;

/// <summary>One instance of an application, behind the gateway: a real server that says its name.</summary>
public sealed class Instance : IAsyncDisposable
{
    private readonly TaskCompletionSource finish = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WebApplication application;

    private Instance(string name, WebApplication application)
    {
        Name = name;
        this.application = application;
    }

    public string Name { get; }

    public Uri Address => new(application.Urls.Single());

    public static async Task<Instance> StartAsync(string name)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Limits.MaxRequestBodySize = null;
            options.Listen(System.Net.IPAddress.Loopback, 0);
        });
        var application = builder.Build();
        var instance = new Instance(name, application);
        application.UseWebSockets();
        application.Run(instance.AnswerAsync);
        await application.StartAsync();
        return instance;
    }

    /// <summary>Lets <c>/stream</c> write its last line.</summary>
    public void Finish() => finish.TrySetResult();

    /// <summary>Stops at once, as kill -9 does: whatever is under way breaks off.</summary>
    public Task StopHardAsync() => application.StopAsync(new CancellationToken(canceled: true));

    public async ValueTask DisposeAsync()
    {
        Finish();
        await StopHardAsync();
        await application.DisposeAsync();
    }

    private Task AnswerAsync(HttpContext context) => context.Request.Path.Value switch
    {
        "/stream" => StreamAsync(context),
        "/upload" => HashAsync(context),
        "/headers" => context.Response.WriteAsync(string.Join(
            '\n', context.Request.Headers.Select(header => $"{header.Key}: {header.Value}"))),
        "/break" => BreakAsync(context),
        "/echo" => EchoAsync(context),
        _ => context.Response.WriteAsync(Name),
    };

    private async Task StreamAsync(HttpContext context)
    {
        await context.Response.WriteAsync($"{Name} begins\n");
        await context.Response.Body.FlushAsync();
        await finish.Task;
        await context.Response.WriteAsync($"{Name} ends\n");
    }

    private static async Task HashAsync(HttpContext context) => await context.Response.WriteAsync(
        Convert.ToHexString(await SHA256.HashDataAsync(context.Request.Body, context.RequestAborted)));

    private static Task BreakAsync(HttpContext context)
    {
        context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>().Abort();
        return Task.CompletedTask;
    }

    private async Task EchoAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[1024];
        while (await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted)
            is { MessageType: not WebSocketMessageType.Close } received)
        {
            var answer = System.Text.Encoding.UTF8.GetBytes(
                $"{Name}: {System.Text.Encoding.UTF8.GetString(buffer, 0, received.Count)}");
            await socket.SendAsync(answer, WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
    }
}
