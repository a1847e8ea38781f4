using System.Globalization;
using System.Net;

namespace ContinuousDeploy.Sandbox.Demo.Story;

/// <summary>A person at the sandbox's pages: sends the forms a browser would send.</summary>
public sealed class Browser(Uri gitHub, string repository, string login) : IDisposable
{
    private readonly HttpClient client = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        BaseAddress = new Uri(gitHub, $"{repository}/"),
        Timeout = TimeSpan.FromSeconds(30),
    };

    public string Login => login;

    /// <summary>Proposes a version for environments.</summary>
    /// <returns>The number of the pull request.</returns>
    public async Task<int> ProposeAsync(
        string version, IEnumerable<string> environments, CancellationToken cancellationToken)
    {
        var pins = environments.Select(environment =>
            KeyValuePair.Create("pin", $"environments/{environment}/storefront.yaml"));
        var page = await SendAsync("new/version", [new("version", version), .. pins], cancellationToken);
        return int.Parse(page[(page.LastIndexOf('/') + 1)..], CultureInfo.InvariantCulture);
    }

    public Task MergeAsync(SeenPullRequest pull, CancellationToken cancellationToken) =>
        SendAsync($"pull/{pull.Number}/merge", [new("method", "merge"), new("head", pull.Head)], cancellationToken);

    public Task CommentAsync(int pull, string body, CancellationToken cancellationToken) =>
        SendAsync($"pull/{pull}/comments", [new("body", body)], cancellationToken);

    public void Dispose() => client.Dispose();

    /// <returns>The address that the browser is sent to.</returns>
    private async Task<string> SendAsync(
        string form, IEnumerable<KeyValuePair<string, string>> fields, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, form);
        request.Content = new FormUrlEncodedContent(fields);
        request.Headers.Add("Cookie", $"viewer={login}");
        request.Headers.Add("Origin", gitHub.GetLeftPart(UriPartial.Authority));
        using var answer = await client.SendAsync(request, cancellationToken);
        return answer.StatusCode is HttpStatusCode.SeeOther && answer.Headers.Location is { } next
            ? next.OriginalString
            : throw new DemoException(
                $"{login} sent the form {form} and was refused with {(int)answer.StatusCode}. "
                + "Open the page in a browser to see why.");
    }
}
