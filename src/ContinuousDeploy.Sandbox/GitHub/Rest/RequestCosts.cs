using System.Text;
using ContinuousDeploy.Sandbox.GitHub.RateLimits;

namespace ContinuousDeploy.Sandbox.GitHub.Rest;

/// <summary>What a request counts against the limits.</summary>
internal static class RequestCosts
{
    public static RequestCost Of(string method, string path, byte[] body)
    {
        if (path == "/graphql")
        {
            bool mutation = Encoding.UTF8.GetString(body).Contains("mutation", StringComparison.Ordinal);
            return new(true, mutation ? 5 : 1, mutation);
        }

        bool reads = HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);
        bool ownAffair = path.StartsWith("/app/", StringComparison.Ordinal);
        return new(false, reads ? 1 : 5, !reads && !ownAffair && !HttpMethods.IsDelete(method));
    }
}
