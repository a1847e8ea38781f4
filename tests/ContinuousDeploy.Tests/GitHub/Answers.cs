using System.Text;
using Microsoft.AspNetCore.Http;

namespace ContinuousDeploy.Tests.GitHub;

/// <summary>Answers for <see cref="StubGitHub"/>.</summary>
public static class Answers
{
    public const string Comment =
        """
        {
          "id": 1,
          "body": "/status",
          "user": { "login": "octocat" },
          "created_at": "2026-11-23T12:00:00Z",
          "updated_at": "2026-11-23T12:00:00Z"
        }
        """;

    public static RequestDelegate Json(string body, int status = StatusCodes.Status200OK) =>
        With(status, body, _ => { });

    public static RequestDelegate With(int status, string body, Action<IHeaderDictionary> headers) => async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        headers(context.Response.Headers);
        await context.Response.WriteAsync(body, Encoding.UTF8);
    };

    /// <summary>No answer, until the caller leaves.</summary>
    public static Task NoneAsync(HttpContext context) =>
        new TaskCompletionSource().Task.WaitAsync(context.RequestAborted);

    /// <summary>One answer after the other, the last of them again and again.</summary>
    public static RequestDelegate InTurn(params RequestDelegate[] answers)
    {
        var next = -1;
        return context => answers[Math.Min(Interlocked.Increment(ref next), answers.Length - 1)](context);
    }
}
