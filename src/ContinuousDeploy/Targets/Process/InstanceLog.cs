using System.Globalization;
using System.Text;

namespace ContinuousDeploy.Targets.Process;

/// <summary>Reads the end of what an instance wrote, fit to be shown: bounded, printable, without known secrets.</summary>
internal static class InstanceLog
{
    /// <summary>The longest text, in UTF-8 bytes.</summary>
    public const int MaximumTail = 4096;

    /// <returns>The last lines, or null where it wrote nothing.</returns>
    public static async Task<string?> TailAsync(
        InstanceFolder folder, IEnumerable<string> secrets, CancellationToken cancellationToken)
    {
        var redactor = new SecretRedactor(secrets);
        // A cut through a secret would leave a piece that is not recognised: read enough to cut elsewhere.
        var wanted = MaximumTail + (redactor.LongestForm * 4);
        var bytes = await EndAsync(folder.Log, wanted, cancellationToken);
        if (bytes.Length < wanted)
        {
            var before = await EndAsync(CappedLog.Previous(folder.Log), wanted - bytes.Length, cancellationToken);
            bytes = [.. before, .. bytes];
        }

        var text = Cut(redactor.Redact(Printable(Encoding.UTF8.GetString(bytes)))).Trim();
        return text.Length == 0 ? null : text;
    }

    private static async Task<byte[]> EndAsync(string path, int length, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0, useAsync: true);
            file.Seek(-Math.Min(length, file.Length), SeekOrigin.End);
            var buffer = new byte[length];
            var read = await file.ReadAtLeastAsync(buffer, length, throwOnEndOfStream: false, cancellationToken);
            return buffer[..read];
        }
        catch (FileNotFoundException)
        {
            return [];
        }
    }

    private static string Printable(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\n')
            {
                kept.Append('\n');
            }
            else if (rune.Value is '\t')
            {
                kept.Append(' ');
            }
            else if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format))
            {
                kept.Append(rune.ToString());
            }
        }

        return kept.ToString();
    }

    // From the end, whole characters, and where there is one from the beginning of a line on.
    private static string Cut(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length <= MaximumTail)
        {
            return text;
        }

        var begin = bytes.Length - MaximumTail;
        while ((bytes[begin] & 0xC0) == 0x80)
        {
            begin++;
        }

        var end = Encoding.UTF8.GetString(bytes.AsSpan(begin));
        var line = end.IndexOf('\n', StringComparison.Ordinal);
        return line >= 0 && line < end.Length - 1 ? end[(line + 1)..] : end;
    }
}
