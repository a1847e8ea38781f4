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
    /// <exception cref="LedgerRefusedException">The file holds something else than a number.</exception>
    public CommitMark(string ledger)
    {
        FilePath = ledger + ".mark";
        file = new FileStream(
            FilePath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        Span<byte> text = stackalloc byte[Digits];
        var read = RandomAccess.Read(file.SafeFileHandle, text, fileOffset: 0);
        Acknowledged = NumberIn(text[..read]);
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

    // A file that was just made when the power went can be empty, or hold zeros: nothing is known then.
    private long NumberIn(ReadOnlySpan<byte> text)
    {
        if (text.IndexOfAnyExcept((byte)0) < 0)
        {
            return 0;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        file.Dispose();
        throw new LedgerRefusedException(
            $"{FilePath} is damaged: it must hold the number of the last commit. Restore it with the ledger from a "
            + "backup; to go on with the ledger as it is, delete it.");
    }
}
