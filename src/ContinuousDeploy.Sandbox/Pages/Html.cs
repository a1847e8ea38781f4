using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;

namespace ContinuousDeploy.Sandbox.Pages;

/// <summary>
/// A piece of HTML. Written as an interpolated string, its literal parts stand as they are and every value put in is
/// encoded, but for values that are HTML already: what people wrote cannot become markup by forgetting something.
/// </summary>
public readonly struct Html
{
    private readonly string? text;

    private Html(string text) => this.text = text;

    public static Html Empty => default;

    public bool IsEmpty => string.IsNullOrEmpty(text);

    public static Html Of(HtmlBuilder builder) => new(builder.ToString());

    /// <summary>Markup that is safe: the output of a renderer that encodes, never what a person wrote.</summary>
    public static Html Trusted(string markup) => new(markup);

    public static Html Join(IEnumerable<Html> parts) => new(string.Concat(parts));

    public override string ToString() => text ?? "";
}

/// <summary>Puts an <see cref="Html"/> together; the compiler calls it for interpolated strings.</summary>
[InterpolatedStringHandler]
public readonly ref struct HtmlBuilder(int literalLength, int formattedCount)
{
    private readonly StringBuilder text = new(literalLength + (formattedCount * 16));

    public void AppendLiteral(string markup) => text.Append(markup);

    public void AppendFormatted(string? value) => text.Append(HtmlEncoder.Default.Encode(value ?? ""));

    public void AppendFormatted(Html value) => text.Append(value.ToString());

    public void AppendFormatted(IEnumerable<Html> values) => text.AppendJoin("", values);

    public void AppendFormatted(long value) => text.Append(CultureInfo.InvariantCulture, $"{value}");

    public void AppendFormatted(DateTime value, string format) =>
        AppendFormatted(value.ToString(format, CultureInfo.InvariantCulture));

    public override string ToString() => text.ToString();
}
