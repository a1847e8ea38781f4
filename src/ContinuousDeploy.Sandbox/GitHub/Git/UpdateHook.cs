namespace ContinuousDeploy.Sandbox.GitHub.Git;

/// <summary>
/// The hook that makes <c>git receive-pack</c> keep branch protection. The sandbox decides before the push which refs
/// it declines and which may only move forward; whether a move is forward only Git knows, once it has the objects.
/// </summary>
public static class UpdateHook
{
    /// <summary>Refs declined outright, each between bars: <c>|refs/heads/main|</c>.</summary>
    public const string Declined = "SANDBOX_DECLINED";

    /// <summary>Refs that may only be fast-forwarded, each between bars.</summary>
    public const string ForwardOnly = "SANDBOX_FORWARD_ONLY";

    private const string Script =
        """
        #!/bin/sh
        case "$SANDBOX_DECLINED" in *"|$1|"*)
          echo "error: GH006: Protected branch update failed for $1." >&2
          exit 1;;
        esac
        case "$SANDBOX_FORWARD_ONLY" in *"|$1|"*)
          git merge-base --is-ancestor "$2" "$3" && exit 0
          echo "error: GH006: Protected branch update failed for $1." >&2
          echo "error: Cannot force-push to this branch" >&2
          exit 1;;
        esac

        """;

    internal static async Task InstallAsync(string folder, CancellationToken cancellationToken)
    {
        string path = Path.Combine(folder, "hooks", "update");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, Script, cancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>The form the hook reads a list of refs in.</summary>
    public static string List(IEnumerable<string> references) => $"|{string.Join('|', references)}|";
}
