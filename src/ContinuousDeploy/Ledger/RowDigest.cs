using System.Buffers;
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
    private const int FirstSize = 512;
    private const int LargestKept = 64 << 10;

    // One row after the other is digested, a million of them at the start of a busy ledger.
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? buffer;

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
    public static long At(long digest, long position)
    {
        // The finalizer of SplitMix64 (Steele, Lea, Flood, 2014): every bit of the place changes half of the number's.
        var mixed = unchecked((ulong)digest + ((ulong)position * 0x9e3779b97f4a7c15));
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return (long)(mixed ^ (mixed >> 31));
    }

    /// <summary>The first 64 bits of SHA-256 over the table's name and the values, each with its type and length.</summary>
    public static long Of(string table, params ReadOnlySpan<object?> values)
    {
        var bytes = buffer ??= new ArrayBufferWriter<byte>(FirstSize);
        bytes.ResetWrittenCount();
        Append(bytes, table);
        foreach (var value in values)
        {
            Append(bytes, value);
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes.WrittenSpan, digest);
        if (bytes.Capacity > LargestKept)
        {
            buffer = null;
        }

        return BinaryPrimitives.ReadInt64BigEndian(digest);
    }

    // SQLite may give any type for any column: a number that damage turned into a text must not pass for a number.
    private static void Append(ArrayBufferWriter<byte> bytes, object? value)
    {
        switch (value)
        {
            case null or DBNull:
                Head(bytes, '0', 0);
                break;
            case string text:
                Head(bytes, 's', Encoding.UTF8.GetByteCount(text));
                Encoding.UTF8.GetBytes(text, bytes);
                break;
            case byte[] blob:
                Head(bytes, 'b', blob.Length);
                bytes.Write(blob);
                break;
            case int number:
                Append(bytes, (long)number);
                break;
            case long number:
                Head(bytes, 'i', sizeof(long));
                BinaryPrimitives.WriteInt64BigEndian(bytes.GetSpan(sizeof(long)), number);
                bytes.Advance(sizeof(long));
                break;
            default:
                Append(bytes, value.GetType().Name);
                break;
        }
    }

    private static void Head(ArrayBufferWriter<byte> bytes, char type, int length)
    {
        var head = bytes.GetSpan(1 + sizeof(int));
        head[0] = (byte)type;
        BinaryPrimitives.WriteInt32BigEndian(head[1..], length);
        bytes.Advance(1 + sizeof(int));
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
