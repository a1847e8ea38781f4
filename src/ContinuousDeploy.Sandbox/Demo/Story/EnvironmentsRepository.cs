using ContinuousDeploy.Sandbox.GitHub.Git;

namespace ContinuousDeploy.Sandbox.Demo.Story;

/// <summary>The story's own clone of the environments repository, fetched over HTTP like anybody's.</summary>
public sealed class EnvironmentsRepository(string folder, Uri cloneUrl)
{
    /// <summary>A file on the default branch as it is now at the server.</summary>
    public async Task<string> ReadAsync(string path, CancellationToken cancellationToken)
    {
        await FetchAsync(cancellationToken);
        return (await GitAsync(["show", $"FETCH_HEAD:{path}"], cancellationToken)).Text;
    }

    /// <summary>The newest commit of the default branch at the server.</summary>
    public async Task<string> HeadAsync(CancellationToken cancellationToken)
    {
        await FetchAsync(cancellationToken);
        return (await GitAsync(["rev-parse", "FETCH_HEAD"], cancellationToken)).Line;
    }

    private async Task FetchAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            await GitAsync(["init", "--bare", "--quiet", "."], cancellationToken);
        }

        await GitAsync(["fetch", "--quiet", "--no-tags", cloneUrl.AbsoluteUri, "HEAD"], cancellationToken);
    }

    private async Task<GitResult> GitAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var result = await GitProgram.RunAsync(folder, arguments, default, null, cancellationToken);
        return result.ExitCode == 0 ? result : throw new GitFailedException(arguments[0], result);
    }
}
