namespace ContinuousDeploy.Git;

/// <summary>
/// A repository on disk cannot be read: an object is missing or damaged, or the folder is no repository. A mirror is
/// made anew with <c>Mirror.ReplaceAsync</c>.
/// </summary>
public sealed class RepositoryCorruptException(string message, Exception? cause = null) : Exception(message, cause);
