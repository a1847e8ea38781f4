using System.ComponentModel;
using System.Diagnostics;

namespace ContinuousDeploy.Tests.Contract;

/// <summary>
/// Programs that hold recorded exchanges against GitHub's own published descriptions: they share no code, and so no
/// misunderstanding, with the bot and the sandbox.
/// </summary>
public static class Judge
{
    private static readonly string Tests = Path.Combine(Checkout.Root, "tests");

    /// <summary>Why the judges cannot be asked here, or null.</summary>
    public static string? WhyMissing()
    {
        if (!Directory.Exists(Path.Combine(Tests, "node_modules", "@octokit", "openapi")))
        {
            return "tests/node_modules is not installed: run .ci/install.";
        }

        try
        {
            using var node = Process.Start(new ProcessStartInfo("node", "--version") { RedirectStandardOutput = true });
            node!.WaitForExit();
            return null;
        }
        catch (Win32Exception)
        {
            return "node is not installed.";
        }
    }

    /// <summary>Runs one judge over a file of exchanges, one JSON object a line.</summary>
    /// <param name="judge"><c>openapi</c> or <c>graphql</c>.</param>
    public static async Task<(int ExitCode, string Findings)> RunAsync(
        string judge, string exchanges, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo("node")
        {
            ArgumentList = { Path.Combine(Tests, "judges", $"{judge}.mjs"), exchanges },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var findings = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, findings + await errors);
    }
}
