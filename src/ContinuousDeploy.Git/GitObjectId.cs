using System.Buffers.Binary;
using ContinuousDeploy.Core;

namespace ContinuousDeploy.Git;

/// <summary>The SHA-1 name of a Git object, as twenty bytes.</summary>
public readonly record struct GitObjectId
{
    /// <summary>Bytes of a name.</summary>
    public const int Length = 20;

    private readonly ulong first;
    private readonly ulong second;
    private readonly uint third;

    public GitObjectId(ReadOnlySpan<byte> bytes)
    {
        first = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        second = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        third = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
    }

    public static GitObjectId Of(CommitSha commit) => new(Convert.FromHexString(commit.Value));

    public void CopyTo(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, first);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], second);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[16..], third);
    }

    /// <summary>Forty lower-case hexadecimal digits.</summary>
    public override string ToString() => $"{first:x16}{second:x16}{third:x8}";
}
