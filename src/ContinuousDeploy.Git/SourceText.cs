using System.Text;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Manifests;

namespace ContinuousDeploy.Git;

/// <summary>
/// The text of a file from an untrusted repository: strict UTF-8 without a byte order mark, at most
/// <see cref="MaximumBytes"/>. What is anything else is refused, never guessed at.
/// </summary>
public static class SourceText
{
    /// <summary>256 KiB. A larger file costs its reader about 120 times its size in memory.</summary>
    public const int MaximumBytes = 256 * 1024;

    private static readonly UTF8Encoding Strict =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static SourceFile Decode(string path, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaximumBytes)
        {
            return TooLarge(path, bytes.Length);
        }

        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            return Refuse(path, "byte-order-mark", "The file begins with a byte order mark, which hides its first key.",
                "Save it as UTF-8 without a byte order mark.");
        }

        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return Refuse(path, "not-utf8", "The file is UTF-16.", "Save it as UTF-8 without a byte order mark.");
        }

        if (bytes.StartsWith("version https://git-lfs.github.com/spec/v1\n"u8))
        {
            return Refuse(path, "lfs-pointer", "The file's content is in Git LFS, which is not read.",
                "Store the file in Git itself: remove it from .gitattributes and add it again.");
        }

        try
        {
            return SourceFile.Of(path, Strict.GetString(bytes));
        }
        catch (DecoderFallbackException invalid)
        {
            return SourceFile.Refused(new Problem(
                PositionOf(path, bytes[..Math.Clamp(invalid.Index, 0, bytes.Length)]),
                "not-utf8", "The bytes here are not UTF-8.", "Save the file as UTF-8."));
        }
    }

    /// <summary>A file that was not even read, because of its size.</summary>
    public static SourceFile TooLarge(string path, long bytes) =>
        Refuse(path, "file-too-large", $"The file has {bytes} bytes; {MaximumBytes} (256 KiB) are read at most.",
            "Make it smaller, or move what is not configuration elsewhere.");

    /// <summary>Something other than an ordinary file stands at a path.</summary>
    public static SourceFile NotOrdinary(string path, string what) =>
        Refuse(path, "not-an-ordinary-file", $"This is {what}; only ordinary files are read.",
            "Replace it with an ordinary file (mode 100644) that holds the text itself.");

    internal static SourceFile Refuse(string path, string rule, string message, string nextStep) =>
        SourceFile.Refused(new Problem(new Position(path, 0, 0), rule, message, nextStep));

    private static Position PositionOf(string path, ReadOnlySpan<byte> before)
    {
        var lineStart = before.LastIndexOf((byte)'\n') + 1;
        return new Position(path, before.Count((byte)'\n') + 1, Strict.GetCharCount(before[lineStart..]) + 1);
    }
}
