namespace ContinuousDeploy.Ledger;

/// <summary>
/// Tells whether a file that was opened is still the one at its path. A file that is deleted while it is open can be
/// written without any error, and everything written is lost; SQLite does not notice in WAL mode.
/// </summary>
public sealed class FileIdentity(string path)
{
    private readonly DateTime? created = Created(path);

    /// <summary>False once the file was deleted, or replaced by another.</summary>
    public bool Holds() => created is not null && Created(path) == created;

    // The time of birth differs between two files at one path, and is the same through every write.
    private static DateTime? Created(string path) => File.Exists(path) ? File.GetCreationTimeUtc(path) : null;
}
