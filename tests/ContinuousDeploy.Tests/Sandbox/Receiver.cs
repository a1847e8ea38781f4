using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ContinuousDeploy.Tests.Sandbox;

/// <summary>A webhook as it arrived.</summary>
internal sealed record Arrival(string Event, string Delivery, string Signature, string Body)
{
    public JsonNode Payload => JsonNode.Parse(Body)!;

    /// <summary>The event and action: <c>pull_request.opened</c>.</summary>
    public string Kind => Payload["action"] is { } action ? $"{Event}.{action}" : Event;
}

/// <summary>A real receiver of webhooks.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication application;
    private ImmutableList<Arrival> arrivals = [];

    private Receiver(WebApplication application) => this.application = application;

    public Uri Url => new(new Uri(application.Urls.Single()), "/api/github/webhooks");

    /// <summary>What it answers.</summary>
    public int Status { get; set; } = 202;

    /// <summary>What it waits for before it answers.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public ImmutableList<Arrival> Arrivals => arrivals;

    public IEnumerable<string> Kinds => arrivals.Select(arrival => arrival.Kind);

    public static async Task<Receiver> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        Receiver receiver = new(builder.Build());
        receiver.application.MapPost("/api/github/webhooks", receiver.TakeAsync);
        await receiver.application.StartAsync();
        return receiver;
    }

    public Arrival One(string kind) => Assert.Single(arrivals, arrival => arrival.Kind == kind);

    public void Clear() => ImmutableInterlocked.Update(ref arrivals, _ => []);

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using StreamReader reader = new(http.Request.Body);
        string body = await reader.ReadToEndAsync(http.RequestAborted);
        Arrival arrival = new(
            http.Request.Headers["X-GitHub-Event"].ToString(),
            http.Request.Headers["X-GitHub-Delivery"].ToString(),
            http.Request.Headers["X-Hub-Signature-256"].ToString(),
            body);
        ImmutableInterlocked.Update(ref arrivals, list => list.Add(arrival));
        await Gate.WaitAsync(http.RequestAborted);
        http.Response.StatusCode = Status;
    }
}
