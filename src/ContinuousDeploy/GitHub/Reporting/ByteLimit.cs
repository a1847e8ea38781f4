using System.Text;

namespace ContinuousDeploy.GitHub.Reporting;

/// <summary>GitHub counts bytes of UTF-8 and refuses what is longer.</summary>
public static class ByteLimit
{
    /// <summary>The text, cut between two characters so that it fits together with a mark that says so.</summary>
    public static string Cut(string text, int bytes, string mark)
    {
        if (Encoding.UTF8.GetByteCount(text) <= bytes)
        {
            return text;
        }

        var room = bytes - Encoding.UTF8.GetByteCount(mark);
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Utf8SequenceLength > room)
            {
                break;
            }

            room -= rune.Utf8SequenceLength;
            length += rune.Utf16SequenceLength;
        }

        return text[..length] + mark;
    }
}
