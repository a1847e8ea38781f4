using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ContinuousDeploy.Ledger;

/// <summary>
/// Links the events of a stream: each row's hash covers the row before it, so that a row that is changed, removed or
/// put in between is found.
/// </summary>
public static class EventChain
{
    /// <summary>What stands for the row before the first.</summary>
    public static readonly byte[] Origin = new byte[SHA256.HashSizeInBytes];

    /// <summary>SHA-256 over the previous hash, sequence, time, and length and text of stream and event.</summary>
    /// <param name="at">Milliseconds since 1970-01-01 UTC.</param>
    public static byte[] Hash(
        ReadOnlySpan<byte> previous, string stream, long sequence, long at, string @event)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previous);
        Append(hash, sequence);
        Append(hash, at);
        Append(hash, stream);
        Append(hash, @event);
        return hash.GetHashAndReset();
    }

    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Append(hash, bytes.LongLength);
        hash.AppendData(bytes);
    }

    private static void Append(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
