using System.Collections.Immutable;
using System.Text;

namespace ContinuousDeploy.Sandbox.GitHub.Git;

/// <summary>A bare Git repository: its refs and commits. Every question runs the <c>git</c> program.</summary>
public sealed class BareRepository(string folder)
{
    /// <summary>The null object id: "no such ref" in <c>update-ref</c> and in push events.</summary>
    public const string NoCommit = "0000000000000000000000000000000000000000";

    /// <summary>The empty tree: what a first commit is compared with.</summary>
    public const string NoTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

    public string Folder => folder;

    /// <summary>Makes the folder, with a hook that declines what branch protection declines.</summary>
    public static async Task<BareRepository> CreateAsync(
        string folder, string defaultBranch, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        BareRepository repository = new(folder);
        await repository.MustAsync(
            ["init", "--bare", "--quiet", $"--initial-branch={defaultBranch}", "."], cancellationToken);
        await repository.MustAsync(["config", "receive.hideRefs", "refs/pull"], cancellationToken);
        await repository.MustAsync(["config", "uploadpack.allowAnySHA1InWant", "true"], cancellationToken);
        await repository.MustAsync(["config", "uploadpack.allowFilter", "true"], cancellationToken);
        await repository.MustAsync(["config", "gc.auto", "0"], cancellationToken);
        await UpdateHook.InstallAsync(folder, cancellationToken);
        return repository;
    }

    /// <summary>The commit a ref, branch or commit id names, or null.</summary>
    public async Task<string?> ResolveAsync(string revision, CancellationToken cancellationToken)
    {
        GitResult result = await RunAsync(
            ["rev-parse", "--verify", "--quiet", "--end-of-options", $"{revision}^{{commit}}"], cancellationToken);
        return result.ExitCode == 0 ? result.Line : null;
    }

    public Task<string?> BranchAsync(string branch, CancellationToken cancellationToken) =>
        ResolveAsync($"refs/heads/{branch}", cancellationToken);

    /// <summary>Refs whose name starts with a prefix, by name.</summary>
    public async Task<ImmutableArray<GitRef>> RefsAsync(string prefix, CancellationToken cancellationToken)
    {
        string text = (await MustAsync(["for-each-ref", "--format=%(objectname) %(refname)"], cancellationToken)).Text;
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => new GitRef(line[41..], line[..40]))
            .Where(found => found.Name.StartsWith(prefix, StringComparison.Ordinal))];
    }

    /// <summary>Moves a ref from one commit to another; false when it was elsewhere.</summary>
    public async Task<bool> MoveAsync(
        string reference, string from, string to, CancellationToken cancellationToken) =>
        (await RunAsync(["update-ref", reference, to, from], cancellationToken)).ExitCode == 0;

    /// <summary>Deletes a ref; false when it was elsewhere.</summary>
    public async Task<bool> DeleteAsync(string reference, string from, CancellationToken cancellationToken) =>
        (await RunAsync(["update-ref", "-d", reference, from], cancellationToken)).ExitCode == 0;

    /// <summary>Whether Git takes the text as a full ref name.</summary>
    public async Task<bool> IsRefNameAsync(string reference, CancellationToken cancellationToken) =>
        reference.StartsWith("refs/", StringComparison.Ordinal)
        && (await RunAsync(["check-ref-format", reference], cancellationToken)).ExitCode == 0;

    public async Task<bool> IsAncestorAsync(string ancestor, string of, CancellationToken cancellationToken) =>
        (await RunAsync(["merge-base", "--is-ancestor", ancestor, of], cancellationToken)).ExitCode == 0;

    public async Task<string?> MergeBaseAsync(string one, string other, CancellationToken cancellationToken)
    {
        GitResult result = await RunAsync(["merge-base", one, other], cancellationToken);
        return result.ExitCode == 0 ? result.Line : null;
    }

    /// <summary>Commits reachable from one and not from the other, newest first.</summary>
    public async Task<ImmutableArray<string>> CommitsAsync(
        string reachable, string? notFrom, int atMost, CancellationToken cancellationToken)
    {
        string[] range = notFrom is null ? [reachable] : [reachable, $"^{notFrom}"];
        GitResult result = await MustAsync(
            ["rev-list", "--topo-order", $"--max-count={atMost}", .. range], cancellationToken);
        return [.. result.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    /// <summary>A commit that is known to exist.</summary>
    public async Task<Commit> CommitAsync(string sha, CancellationToken cancellationToken)
    {
        const string format = "%H%x00%T%x00%P%x00%an%x00%ae%x00%at%x00%cn%x00%ce%x00%ct%x00%B";
        GitResult result = await MustAsync(
            ["show", "--no-patch", $"--format={format}", "--end-of-options", sha], cancellationToken);
        string[] field = result.Text.Split('\0', 10);
        return new(
            field[0],
            field[1],
            [.. field[2].Split(' ', StringSplitOptions.RemoveEmptyEntries)],
            Signed(field[3], field[4], field[5]),
            Signed(field[6], field[7], field[8]),
            field[9].TrimEnd('\n'));
    }

    /// <summary>Makes objects of another repository, such as a fork's, reachable here under a ref.</summary>
    public Task FetchAsync(BareRepository from, string sha, string reference, CancellationToken cancellationToken) =>
        MustAsync(["fetch", "--quiet", "--no-tags", from.Folder, $"+{sha}:{reference}"], cancellationToken);

    internal Task<GitResult> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        GitProgram.RunAsync(folder, arguments, default, null, cancellationToken);

    internal Task<GitResult> MustAsync(string[] arguments, CancellationToken cancellationToken) =>
        MustAsync(arguments, default, null, cancellationToken);

    internal async Task<GitResult> MustAsync(
        string[] arguments,
        ReadOnlyMemory<byte> input,
        IReadOnlyDictionary<string, string>? environment,
        CancellationToken cancellationToken)
    {
        GitResult result = await GitProgram.RunAsync(folder, arguments, input, environment, cancellationToken);
        return result.ExitCode == 0 ? result : throw new GitFailedException(arguments[0], result);
    }

    internal static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static Signature Signed(string name, string email, string seconds) =>
        new(name, email, DateTimeOffset.FromUnixTimeSeconds(long.Parse(seconds)));
}
