namespace ContinuousDeploy.GitHub;

/// <summary>
/// What the reporter has posted: which object of GitHub's stands for a key, and a fingerprint of what it last said. Only
/// a cache: where it is empty, objects are found again by their key at GitHub.
/// </summary>
public interface IPostedObjects
{
    Task<PostedObject?> FindAsync(long repository, string key, CancellationToken cancellationToken);

    Task SaveAsync(long repository, string key, PostedObject posted, CancellationToken cancellationToken);
}

/// <param name="Id">GitHub's id of the object.</param>
/// <param name="Fingerprint">Of the content that was sent last.</param>
public sealed record PostedObject(long Id, string Fingerprint);
