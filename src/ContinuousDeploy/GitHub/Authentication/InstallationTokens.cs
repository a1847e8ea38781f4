using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using ContinuousDeploy.GitHub.Transport;

namespace ContinuousDeploy.GitHub.Authentication;

/// <summary>
/// Installation tokens, one for each installation, repository and purpose, made when first asked for. A token lives an
/// hour; it is replaced after fifty minutes, or when GitHub refused it.
/// </summary>
/// <param name="app">Sends as the app.</param>
public sealed class InstallationTokens(
    HttpMessageInvoker app, GitHubAddresses addresses, Redaction redaction, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(50);
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<Caller.Installation, Token> tokens = new();
    private readonly KeyedLock<Caller.Installation> making = new();
    private readonly Queue<(string Value, DateTimeOffset Ends)> secrets = new();

    /// <summary>
    /// A token that is valid for ten minutes at least; null where the installation is gone or does not reach the
    /// repository.
    /// </summary>
    /// <param name="refused">A token that GitHub did not take, so that another one is needed.</param>
    /// <exception cref="GitHubUnavailableException"/>
    public async Task<string?> GetAsync(Caller.Installation owner, string? refused, CancellationToken cancellationToken)
    {
        if (Current(owner, refused) is { } known)
        {
            return known;
        }

        using (await making.EnterAsync(owner, cancellationToken))
        {
            return Current(owner, refused) ?? await MakeAsync(owner, cancellationToken);
        }
    }

    private string? Current(Caller.Installation owner, string? refused) =>
        tokens.TryGetValue(owner, out var token) && time.GetUtcNow() < token.ReplaceAt && token.Value != refused
            ? token.Value
            : null;

    private async Task<string?> MakeAsync(Caller.Installation owner, CancellationToken cancellationToken)
    {
        var asked = time.GetUtcNow();
        using var request = Ask(owner);
        using var response = await app.SendAsync(request, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        if (response.StatusCode != HttpStatusCode.Created)
        {
            return IsOutOfReach(response.StatusCode, body) ? null : throw Refused(owner, response.StatusCode, body);
        }

        var value = ValueIn(body);

        Remember(value, asked);
        tokens[owner] = new Token(value, asked + Fresh);
        return value;
    }

    // A token goes into a header, where only visible ASCII may stand.
    private static string ValueIn(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, AuthenticationJson.Default.TokenAnswer)?.Token is { Length: > 0 } value
                && value.All(letter => letter is > ' ' and <= '~')
                    ? value
                    : throw new GitHubUnavailableException("GitHub's answer to a token request holds no token.", null);
        }
        catch (JsonException other)
        {
            throw new GitHubUnavailableException("GitHub's answer to a token request is of another shape.", null, other);
        }
    }

    private HttpRequestMessage Ask(Caller.Installation owner)
    {
        long[]? repositories = owner.Repository is { } repository ? [repository] : null;
        var wanted = new TokenRequest(repositories, owner.Purpose.Permissions());
        var content = new ByteArrayContent(
            JsonSerializer.SerializeToUtf8Bytes(wanted, AuthenticationJson.Default.TokenRequest));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(addresses.Rest, $"app/installations/{owner.Id}/access_tokens"))
        {
            Content = content,
        };
        new Call(new Caller.App(), CallPriority.Urgent).StampOn(request);
        return request;
    }

    // A token that was replaced stays valid for a while and may still be in use: it is a secret until it has ended.
    private void Remember(string value, DateTimeOffset asked)
    {
        redaction.Add(value);
        lock (secrets)
        {
            secrets.Enqueue((value, asked + Lifetime));
            while (secrets.Peek().Ends <= asked)
            {
                redaction.Remove(secrets.Dequeue().Value);
            }
        }
    }

    // GitHub answers 422 both for a repository out of reach and for rights that were not granted.
    private static bool IsOutOfReach(HttpStatusCode status, byte[] body) =>
        status == HttpStatusCode.NotFound
        || (status == HttpStatusCode.UnprocessableEntity
            && GitHubError.Read(body).Contains("not accessible", StringComparison.OrdinalIgnoreCase));

    private GitHubUnavailableException Refused(Caller.Installation owner, HttpStatusCode status, byte[] body)
    {
        var needed = string.Join(", ", owner.Purpose.Permissions().Select(right => $"{right.Key}: {right.Value}"));
        return new GitHubUnavailableException(
            $"GitHub gave no token for installation {owner.Id} ({(int)status}: "
            + $"{redaction.Quote(GitHubError.Read(body))}). The installation must grant {needed}; an owner accepts it "
            + "on the installation's page.",
            RefusalHandler.RightsRetry);
    }

    private sealed record Token(string Value, DateTimeOffset ReplaceAt);
}
