namespace ContinuousDeploy.Ledger;

/// <summary>What was posted, in the database.</summary>
public sealed class PostedStore(LedgerWriter writer, LedgerReader reader) : IPostedStore
{
    public async Task<PostedEntry?> FindAsync(long repository, string key, CancellationToken cancellationToken)
    {
        var found = await reader.ListAsync(
            SharedStatements.FindPosted, LedgerRows.Posted, cancellationToken, ("@repository", repository), ("@key", key));
        return found.SingleOrDefault();
    }

    public Task SaveAsync(long repository, string key, PostedEntry posted, CancellationToken cancellationToken) =>
        writer.RunAsync(session => Save(session, repository, key, posted), LedgerSpace.Free, cancellationToken);

    private static int Save(WriterSession session, long repository, string key, PostedEntry posted)
    {
        var digest = RowDigest.OfPosted(repository, key, posted.Id, posted.Fingerprint);
        var before = session.First(
            "SELECT digest FROM posted WHERE repository = @repository AND key = @key",
            row => row.GetInt64(0),
            ("@repository", repository),
            ("@key", key));
        var saved = session.Execute(
            SharedStatements.SavePosted,
            ("@repository", repository),
            ("@key", key),
            ("@id", posted.Id),
            ("@fingerprint", posted.Fingerprint),
            ("@digest", digest));
        session.Rows += digest - before;
        return saved;
    }
}
