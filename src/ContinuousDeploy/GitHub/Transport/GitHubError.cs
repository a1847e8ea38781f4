using System.Text.Json;

namespace ContinuousDeploy.GitHub.Transport;

/// <summary>GitHub's words for a refusal.</summary>
public static class GitHubError
{
    /// <summary>The <c>message</c> of an error body, or nothing. Foreign text: clean it before it is shown.</summary>
    public static string Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("message", out var message)
                && message.ValueKind == JsonValueKind.String
                    ? message.GetString() ?? ""
                    : "";
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            return "";
        }
    }
}
