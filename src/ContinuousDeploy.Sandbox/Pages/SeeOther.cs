namespace ContinuousDeploy.Sandbox.Pages;

/// <summary>After a form, the browser is sent to a page: loading that again repeats nothing.</summary>
public sealed class SeeOther : IResult
{
    private readonly string address;

    private SeeOther(string address) => this.address = address;

    /// <param name="address">A path on this server.</param>
    public static SeeOther To(string address) => new(address);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = address;
        return Task.CompletedTask;
    }
}
