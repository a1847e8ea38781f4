using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ContinuousDeploy.Sandbox.GitHub.Access;
using ContinuousDeploy.Sandbox.GitHub.Exchanges;
using ContinuousDeploy.Sandbox.GitHub.Faults;
using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.RateLimits;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Rest;

/// <summary>What every API request goes through: faults, who asks, limits, the handler, conditional answers.</summary>
public sealed class ApiPipeline(
    World world,
    Authenticator authenticator,
    Limits limits,
    FaultSwitches faults,
    ExchangeRecorder recorder,
    TimeProvider time)
{
    private const string Root = "/api/v3";

    private long requests;

    public async Task RunAsync(HttpContext http, Func<Call, Task<Answer>> handle)
    {
        byte[] body = await ReadAsync(http);
        SetHeaders(http);
        string path = PathOf(http);
        RequestFault? fault = faults.TakeRequest(http.Request.Method, path);
        await FaultTiming.HappenAsync(http, fault, time);
        if (fault?.RetryAfter is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        Answer answer = fault?.Kind == RequestFaultKind.Status
            ? new Refusal(fault.Status, FaultMessages.Of(fault.Status))
            : await AnswerAsync(http, path, body, handle);
        await WriteAsync(http, path, body, answer, fault?.Kind == RequestFaultKind.DropAnswer);
    }

    private static string PathOf(HttpContext http)
    {
        string path = http.Request.Path.Value ?? "";
        return path.StartsWith(Root, StringComparison.Ordinal) ? path[Root.Length..] : path["/api".Length..];
    }

    private static async Task<byte[]> ReadAsync(HttpContext http)
    {
        using MemoryStream buffer = new();
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        return buffer.ToArray();
    }

    private async Task<Answer> AnswerAsync(
        HttpContext http, string path, byte[] body, Func<Call, Task<Answer>> handle)
    {
        if (http.Request.Headers.UserAgent.Count == 0)
        {
            return new Refusal(403, "Request forbidden by administrative rules. Please make sure your request has a "
                + "User-Agent header");
        }

        Outcome<Caller> caller = authenticator.Identify(http.Request.Headers.Authorization);
        if (caller.Why is { } unknown)
        {
            return unknown;
        }

        Call call = new(http, caller.Value, body);
        if (path == "/rate_limit")
        {
            return await handle(call);
        }

        Ticket ticket = limits.Enter(caller.Value, RequestCosts.Of(http.Request.Method, path, body));
        Answer answer;
        try
        {
            answer = ticket.Broken is null
                ? await world.ChangeAsync(() => handle(call), http.RequestAborted)
                : Refused(http, ticket);
        }
        finally
        {
            limits.Leave(ticket);
        }

        return Conditional(http, answer, ticket);
    }

    private Answer Refused(HttpContext http, Ticket ticket)
    {
        if (ticket.Broken != "primary")
        {
            http.Response.Headers.RetryAfter = "60";
        }

        return limits.Refuse(ticket);
    }

    /// <summary>Adds the entity tag and the limits; an answer the client has already becomes 304 and is free.</summary>
    private Answer Conditional(HttpContext http, Answer answer, Ticket ticket)
    {
        if (HttpMethods.IsGet(http.Request.Method) && answer is { Status: 200, Body: { } body })
        {
            byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(body.ToJsonString()));
            string tag = $"W/\"{Convert.ToHexStringLower(hash)}\"";
            http.Response.Headers.ETag = tag;
            if (http.Request.Headers.IfNoneMatch.ToString().Split(',').Any(known => known.Trim() == tag))
            {
                ticket = limits.Refund(ticket);
                answer = new(304, null);
            }
        }

        SetLimits(http, ticket);
        return answer;
    }

    private static void SetLimits(HttpContext http, Ticket ticket)
    {
        IHeaderDictionary headers = http.Response.Headers;
        headers["x-ratelimit-limit"] = ticket.Limit.ToString(CultureInfo.InvariantCulture);
        headers["x-ratelimit-remaining"] = ticket.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["x-ratelimit-used"] = ticket.Used.ToString(CultureInfo.InvariantCulture);
        headers["x-ratelimit-reset"] = ticket.Reset.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        headers["x-ratelimit-resource"] = PathOf(http) == "/graphql" ? "graphql" : "core";
    }

    private void SetHeaders(HttpContext http)
    {
        long number = Interlocked.Increment(ref requests);
        IHeaderDictionary headers = http.Response.Headers;
        headers.Date = time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        headers["x-github-request-id"] = $"5A4D:{number:X4}";
        headers["x-github-media-type"] = "github.v3; format=json";
        headers["x-github-enterprise-version"] = "3.22.0";
        headers.CacheControl = "private, max-age=60, s-maxage=60";
        headers.Vary = "Accept, Authorization, Cookie, X-GitHub-OTP";
    }

    private async Task WriteAsync(HttpContext http, string path, byte[] body, Answer answer, bool drop)
    {
        string? text = answer.Body?.ToJsonString();
        http.Response.StatusCode = answer.Status;
        if (answer.Link is not null)
        {
            http.Response.Headers.Link = answer.Link;
        }

        if (text is not null)
        {
            http.Response.ContentType = "application/json; charset=utf-8";
        }

        recorder.Record(http, path, body, drop ? 0 : answer.Status, text);
        if (drop)
        {
            http.Abort();
        }
        else if (text is not null)
        {
            await http.Response.WriteAsync(text, http.RequestAborted);
        }
    }
}
