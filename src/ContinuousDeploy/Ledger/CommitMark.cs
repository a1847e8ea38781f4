using System.Globalization;

namespace ContinuousDeploy.Ledger;

/// <summary>
/// The number of the last commit that was acknowledged, kept in a small file beside the ledger. SQLite opens a damaged
/// write-ahead log without an error and with fewer rows; the mark is how that, and a restored old backup, is noticed.
/// </summary>
/// <remarks>
/// It is written after the commit and before the acknowledgement, without a flush to disk: it survives a killed
/// process, and after a power cut it may be too low, never too high.
/// </remarks>
public sealed class CommitMark : IDisposable
{
    private const int Digits = 19;

    private readonly FileStream file;

    /// <exception cref="IOException"/>
    /// <exception cref="UnauthorizedAccessException"/>
    public CommitMark(string ledger)
    {
        FilePath = ledger + ".mark";
        file = new FileStream(
            FilePath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        Span<byte> text = stackalloc byte[Digits];
        var read = RandomAccess.Read(file.SafeFileHandle, text, fileOffset: 0);
        Acknowledged = long.TryParse(text[..read], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;
    }

    public string FilePath { get; }

    /// <summary>The last acknowledged commit's number; 0 where none is known.</summary>
    public long Acknowledged { get; private set; }

    /// <exception cref="IOException"/>
    public void Write(long commit)
    {
        Span<byte> text = stackalloc byte[Digits];
        commit.TryFormat(text, out _, "D19", CultureInfo.InvariantCulture);
        RandomAccess.Write(file.SafeFileHandle, text, fileOffset: 0);
        Acknowledged = commit;
    }

    public void Dispose() => file.Dispose();
}
