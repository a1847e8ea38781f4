using System.Net;
using System.Text;
using System.Text.Encodings.Web;

namespace ContinuousDeploy.Targets.Process;

/// <summary>
/// Takes known secrets out of a text: as they are, in Base64, hexadecimal, URL and JSON encoding, and also where line
/// breaks were put into them.
/// </summary>
internal sealed class SecretRedactor
{
    private const string Mark = "[secret]";

    // Lines of a secret that has several, such as a private key, count from this length on.
    private const int ShortestLine = 8;

    private readonly string[] forms;

    public SecretRedactor(IEnumerable<string> secrets) =>
        // The longest first: a form may be part of another.
        forms = [.. secrets.SelectMany(Forms).Where(form => form.Length > 0).Distinct().OrderByDescending(form => form.Length)];

    /// <summary>How many characters the longest form has: a text must not begin or end within that of a cut.</summary>
    public int LongestForm => forms.Length == 0 ? 0 : forms[0].Length;

    public string Redact(string text)
    {
        var kept = new StringBuilder(text.Length);
        for (var place = 0; place < text.Length;)
        {
            var length = forms.Select(form => MatchedLength(text, place, form)).FirstOrDefault(length => length > 0);
            if (length > 0)
            {
                kept.Append(Mark);
                place += length;
            }
            else
            {
                kept.Append(text[place++]);
            }
        }

        return kept.ToString();
    }

    // How much of the text a form takes at a place, line breaks in between included; 0 where it is not there.
    private static int MatchedLength(string text, int place, string form)
    {
        var end = place;
        foreach (var character in form)
        {
            while (end > place && end < text.Length && text[end] is '\n' && character is not '\n')
            {
                end++;
            }

            if (end == text.Length || text[end] != character)
            {
                return 0;
            }

            end++;
        }

        return end - place;
    }

    private static IEnumerable<string> Forms(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        var base64 = Convert.ToBase64String(bytes);
        return
        [
            secret,
            .. secret.Split('\n').Select(line => line.Trim()).Where(line => line.Length >= ShortestLine),
            base64,
            base64.TrimEnd('='),
            base64.TrimEnd('=').Replace('+', '-').Replace('/', '_'),
            Convert.ToHexStringLower(bytes),
            Convert.ToHexString(bytes),
            Uri.EscapeDataString(secret),
            WebUtility.UrlEncode(secret),
            JavaScriptEncoder.Default.Encode(secret),
            JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret),
        ];
    }
}
