namespace ContinuousDeploy.Sandbox.Pages;

/// <summary>Addresses that people or programs wrote: only web addresses become links.</summary>
public static class WebLink
{
    /// <summary>The address where it is absolute with http or https; else nothing, so that it leads nowhere.</summary>
    public static string OrNothing(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri.AbsoluteUri : "";
}
