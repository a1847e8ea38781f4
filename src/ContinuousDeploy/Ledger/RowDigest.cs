using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ContinuousDeploy.Ledger;

/// <summary>
/// A number that stands for a row's contents and is written with it, so that a row that was damaged is noticed. Events
/// have a chain of their own (<see cref="EventChain"/>). It notices damage, and changes made by hand; who can write the
/// ledger and knows this program can write a fitting number too.
/// </summary>
public static class RowDigest
{
    private static readonly byte[] Nothing = [0];

    public static long OfDelivery(
        string id, string @event, long received, byte[]? body, long length, long? completed, string? outcome) =>
        Of(Table.Deliveries, id, @event, received, body, length, completed, outcome);

    /// <param name="effects">The sum of the digests of the stream's rows in the outbox.</param>
    public static long OfStream(string name, long version, string state, long sequence, byte[] hash, long effects) =>
        Of(Table.Streams, name, version, state, sequence, hash, effects);

    public static long OfEffect(string stream, string key, string command) => Of(Table.Outbox, stream, key, command);

    /// <summary>The sum of the digests of effects of one stream, modulo 2^64.</summary>
    public static long OfEffects(string stream, IEnumerable<EffectRecord> effects) => effects.Aggregate(
        0L, (sum, effect) => unchecked(sum + OfEffect(stream, effect.Key, effect.Command)));

    public static long OfPosted(long repository, string key, long id, string fingerprint) =>
        Of(Table.Posted, repository, key, id, fingerprint);

    /// <summary>The ledger's own row in a file.</summary>
    public static long OfLedger(long schema, long commits, long rows) => Of("ledger", schema, commits, rows);

    /// <summary>A row's digest and its place in one number, for the sum over all rows of a file.</summary>
    public static long At(long digest, long position) => Of("at", digest, position);

    /// <summary>The first 64 bits of SHA-256 over the table's name and the values, each with its type and length.</summary>
    public static long Of(string table, params ReadOnlySpan<object?> values)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, 't', Encoding.UTF8.GetBytes(table));
        foreach (var value in values)
        {
            Append(hash, value);
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return BinaryPrimitives.ReadInt64BigEndian(digest);
    }

    // SQLite may give any type for any column: a number that damage turned into a text must not pass for a number.
    private static void Append(IncrementalHash hash, object? value)
    {
        switch (value)
        {
            case null or DBNull:
                hash.AppendData(Nothing);
                break;
            case string text:
                Append(hash, 's', Encoding.UTF8.GetBytes(text));
                break;
            case byte[] bytes:
                Append(hash, 'b', bytes);
                break;
            case int number:
                Append(hash, (long)number);
                break;
            case long number:
                Span<byte> written = stackalloc byte[sizeof(long)];
                BinaryPrimitives.WriteInt64BigEndian(written, number);
                Append(hash, 'i', written);
                break;
            default:
                Append(hash, 'x', Encoding.UTF8.GetBytes(value.GetType().Name));
                break;
        }
    }

    private static void Append(IncrementalHash hash, char type, ReadOnlySpan<byte> bytes)
    {
        Span<byte> head = stackalloc byte[1 + sizeof(int)];
        head[0] = (byte)type;
        BinaryPrimitives.WriteInt32BigEndian(head[1..], bytes.Length);
        hash.AppendData(head);
        hash.AppendData(bytes);
    }

    /// <summary>The names of the tables whose rows have a digest.</summary>
    internal static class Table
    {
        public const string Deliveries = "deliveries";
        public const string Streams = "streams";
        public const string Outbox = "outbox";
        public const string Posted = "posted";
    }
}
