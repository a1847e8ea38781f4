using Octokit.Internal;

namespace ContinuousDeploy.GitHub.Transport;

/// <summary>
/// Octokit's reader and writer of JSON, at the border: whatever goes wrong inside it on an answer of the wrong shape is
/// one failure of GitHub's.
/// </summary>
public sealed class OctokitJson : IJsonSerializer
{
    private readonly SimpleJsonSerializer inner = new();

    public string Serialize(object item) => inner.Serialize(item);

    public T Deserialize<T>(string json)
    {
        T? answer;
        try
        {
            answer = inner.Deserialize<T>(json);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            throw Unreadable<T>(problem);
        }

        return answer ?? throw Unreadable<T>(cause: null);
    }

    private static GitHubUnavailableException Unreadable<T>(Exception? cause) =>
        new($"GitHub's answer does not have the shape of a {typeof(T).Name}.", retryAfter: null, cause);
}
