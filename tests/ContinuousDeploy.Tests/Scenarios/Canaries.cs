using System.Text;
using System.Text.Encodings.Web;

namespace ContinuousDeploy.Tests.Scenarios;

/// <summary>Secrets by what they are, and the search for them in the forms that secrets travel in.</summary>
internal sealed class Canaries
{
    private readonly Dictionary<string, string> forms = new(StringComparer.Ordinal);

    public int Count { get; private set; }

    public void Add(string what, string secret)
    {
        Count++;
        foreach (var (encoding, form) in FormsOf(secret))
        {
            forms[form] = $"{what}, {encoding}";
        }
    }

    /// <summary>The secrets in a text, as their names and encodings.</summary>
    public IEnumerable<string> In(string text) =>
        forms.Where(form => text.Contains(form.Key, StringComparison.Ordinal)).Select(form => form.Value);

    /// <summary>A secret in the six encodings that are searched for.</summary>
    public static IEnumerable<(string Encoding, string Form)> FormsOf(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        var base64 = Convert.ToBase64String(bytes).TrimEnd('=');
        return
        [
            ("JSON", JavaScriptEncoder.Default.Encode(secret)),
            ("percent", Uri.EscapeDataString(secret)),
            ("base64", base64),
            ("base64url", base64.Replace('+', '-').Replace('/', '_')),
            ("hexadecimal", Convert.ToHexStringLower(bytes)),
            ("plain", secret),
        ];
    }
}
