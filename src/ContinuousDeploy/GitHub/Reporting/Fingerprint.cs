using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ContinuousDeploy.GitHub.Reporting;

/// <summary>A short stand-in for content, to see whether it changed.</summary>
public static class Fingerprint
{
    /// <summary>SHA-256 over the parts, each with its length before it, in hexadecimal.</summary>
    public static string Of(params IEnumerable<string?> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part ?? "");
            BinaryPrimitives.WriteInt32LittleEndian(length, part is null ? -1 : bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
