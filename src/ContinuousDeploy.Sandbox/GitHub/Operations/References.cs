using ContinuousDeploy.Sandbox.GitHub.Git;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Operations;

/// <summary>Making, moving and deleting refs without a push.</summary>
public sealed class References(Site site, Pushes pushes)
{
    public async Task<Outcome<GitRef>> CreateAsync(
        Repository repository, Actor by, string name, string sha, CancellationToken cancellationToken)
    {
        BareRepository git = Site.Git(repository);
        if (!await git.IsRefNameAsync(name, cancellationToken) || name.Split('/').Length < 3)
        {
            return new Refusal(422, $"{name} is not a valid ref name.");
        }

        if (await CommitOfAsync(git, sha, cancellationToken) is null)
        {
            return new Refusal(422, "Object does not exist");
        }

        if (!await git.MoveAsync(name, BareRepository.NoCommit, sha, cancellationToken))
        {
            return new Refusal(422, "Reference already exists");
        }

        await pushes.HappenedAsync(repository, by, [new(name, BareRepository.NoCommit, sha)], cancellationToken);
        return new GitRef(name, sha);
    }

    /// <param name="force">Moves it also where commits are lost.</param>
    public async Task<Outcome<GitRef>> MoveAsync(
        Repository repository, Actor by, string name, string sha, bool force, CancellationToken cancellationToken)
    {
        BareRepository git = Site.Git(repository);
        if (await git.ResolveAsync(name, cancellationToken) is not { } before)
        {
            return new Refusal(422, "Reference does not exist");
        }

        if (await CommitOfAsync(git, sha, cancellationToken) is null)
        {
            return new Refusal(422, "Object does not exist");
        }

        bool forward = await git.IsAncestorAsync(before, sha, cancellationToken);
        if (!forward && !force)
        {
            return new Refusal(422, "Update is not a fast forward");
        }

        RefMove move = new(name, before, sha);
        if (Protection.Declines(site.World, repository, move, forward) is { } reason)
        {
            return new Refusal(422, reason);
        }

        if (!await git.MoveAsync(name, before, sha, cancellationToken))
        {
            return new Refusal(422, "Reference cannot be updated");
        }

        if (before != sha)
        {
            await pushes.HappenedAsync(repository, by, [move], cancellationToken);
        }

        return new GitRef(name, sha);
    }

    public async Task<Outcome<bool>> DeleteAsync(
        Repository repository, Actor by, string name, CancellationToken cancellationToken)
    {
        BareRepository git = Site.Git(repository);
        if (await git.ResolveAsync(name, cancellationToken) is not { } before)
        {
            return new Refusal(422, "Reference does not exist");
        }

        RefMove move = new(name, before, BareRepository.NoCommit);
        if (Protection.Declines(site.World, repository, move, false) is { } reason)
        {
            return new Refusal(422, reason);
        }

        await git.DeleteAsync(name, before, cancellationToken);
        await pushes.HappenedAsync(repository, by, [move], cancellationToken);
        return true;
    }

    private static async Task<string?> CommitOfAsync(
        BareRepository git, string sha, CancellationToken cancellationToken) =>
        sha.Length == 40 && sha.All(char.IsAsciiHexDigitLower)
            ? await git.ResolveAsync(sha, cancellationToken)
            : null;
}
