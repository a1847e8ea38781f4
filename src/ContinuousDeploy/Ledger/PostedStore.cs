using Microsoft.EntityFrameworkCore;

namespace ContinuousDeploy.Ledger;

/// <summary>What was posted, in the database.</summary>
public sealed class PostedStore(LedgerWriter writer, LedgerReader reader) : IPostedStore
{
    public Task<PostedEntry?> FindAsync(long repository, string key, CancellationToken cancellationToken) =>
        reader.ReadAsync(
            rows => rows.Posted.Where(row => row.Repository == repository && row.Key == key)
                .Select(row => new PostedEntry(row.Id, row.Fingerprint))
                .SingleOrDefaultAsync(cancellationToken),
            cancellationToken);

    public Task SaveAsync(long repository, string key, PostedEntry posted, CancellationToken cancellationToken) =>
        writer.RunAsync(session => Save(session, repository, key, posted), cancellationToken);

    private static int Save(WriterSession session, long repository, string key, PostedEntry posted) =>
        session.Execute(
            SharedStatements.SavePosted,
            ("@repository", repository),
            ("@key", key),
            ("@id", posted.Id),
            ("@fingerprint", posted.Fingerprint));
}
