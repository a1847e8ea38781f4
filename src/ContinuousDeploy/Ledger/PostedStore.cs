using Microsoft.EntityFrameworkCore;

namespace ContinuousDeploy.Ledger;

/// <summary>Which object of GitHub's stands for a key of ours, and what it last said. Only a cache.</summary>
public sealed class PostedStore(LedgerWriter writer, LedgerReader reader)
{
    /// <exception cref="LedgerUnavailableException"/>
    public Task<PostedEntry?> FindAsync(long repository, string key, CancellationToken cancellationToken) =>
        reader.ReadAsync(
            rows => rows.Posted.Where(row => row.Repository == repository && row.Key == key)
                .Select(row => new PostedEntry(row.Id, row.Fingerprint))
                .SingleOrDefaultAsync(cancellationToken),
            cancellationToken);

    /// <exception cref="LedgerUnavailableException"/>
    public Task SaveAsync(long repository, string key, PostedEntry posted, CancellationToken cancellationToken) =>
        writer.RunAsync(session => Save(session, repository, key, posted), cancellationToken);

    private static int Save(WriterSession session, long repository, string key, PostedEntry posted) =>
        session.Execute(
            """
            INSERT INTO posted (repository, key, id, fingerprint) VALUES (@repository, @key, @id, @fingerprint)
            ON CONFLICT (repository, key) DO UPDATE SET id = excluded.id, fingerprint = excluded.fingerprint
            """,
            ("@repository", repository),
            ("@key", key),
            ("@id", posted.Id),
            ("@fingerprint", posted.Fingerprint));
}

/// <param name="Id">GitHub's id of the object.</param>
/// <param name="Fingerprint">Of the content that was sent last.</param>
public sealed record PostedEntry(long Id, string Fingerprint);
