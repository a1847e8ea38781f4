using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace ContinuousDeploy.Tests.Webhooks;

/// <summary>
/// The payloads that GitHub's Octokit collected: npm package @octokit/webhooks-examples, installed beside the tests or
/// in the folder that WEBHOOKS_EXAMPLES names.
/// </summary>
public static class ExamplePayloads
{
    private const string Variable = "WEBHOOKS_EXAMPLES";

    /// <summary>All payloads with the name of their event. Skips the test where they are not installed.</summary>
    public static IReadOnlyList<(string Event, byte[] Body)> All()
    {
        var file = Path.Combine(Folder(), "api.github.com", "index.json");
        Assert.SkipUnless(
            File.Exists(file),
            $"{file} is missing: run 'npm ci' in the folder tests, or name the package's folder in {Variable}.");
        using var index = JsonDocument.Parse(File.ReadAllBytes(file));
        return
        [
            .. from kind in index.RootElement.EnumerateArray()
               from example in kind.GetProperty("examples").EnumerateArray()
               select (kind.GetProperty("name").GetString()!, Encoding.UTF8.GetBytes(example.GetRawText())),
        ];
    }

    private static string Folder([CallerFilePath] string here = "") =>
        Environment.GetEnvironmentVariable(Variable)
        ?? Path.GetFullPath(
            Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "node_modules", "@octokit", "webhooks-examples"));
}
