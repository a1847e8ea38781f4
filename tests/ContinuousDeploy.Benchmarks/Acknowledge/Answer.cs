using System.Buffers.Text;

namespace ContinuousDeploy.Benchmarks.Acknowledge;

/// <summary>As much of HTTP as it takes to know that a small answer has arrived: either length or chunks.</summary>
public static class Answer
{
    public static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        var head = answer[..end];
        var body = answer[(end + 4)..];
        return LengthIn(head) is { } length ? body.Length >= length : body.EndsWith("0\r\n\r\n"u8);
    }

    /// <summary>Ours answers 202, Probot 200 or 202.</summary>
    public static bool IsAccepted(ReadOnlySpan<byte> answer) =>
        answer.StartsWith("HTTP/1.1 202"u8) || answer.StartsWith("HTTP/1.1 200"u8);

    private static int? LengthIn(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf("ontent-"u8);
        while (at >= 0)
        {
            var rest = head[(at + 7)..];
            if (rest.Length > 8 && (rest[1..].StartsWith("ength: "u8)))
            {
                return Utf8Parser.TryParse(rest[8..], out int length, out _) ? length : null;
            }

            var next = rest.IndexOf("ontent-"u8);
            at = next < 0 ? -1 : at + 7 + next;
        }

        return null;
    }
}
