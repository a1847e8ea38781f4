namespace ContinuousDeploy.Core.Pins;

/// <summary>
/// Finds the version in the address of something that is installed from elsewhere: a remote base
/// (<c>…?ref=v1.2.0</c>), a file of a release (<c>…/releases/download/v1.2.0/…</c>), or a path with a version in it.
/// </summary>
internal static class AddressVersion
{
    private const string ReferenceQuery = "?ref=";
    private const string ReleasePath = "/releases/download/";

    /// <summary>Where the version is, or null where the text is no such address.</summary>
    /// <param name="anyPart">Whether any part of the path that looks like a version counts.</param>
    public static (int Start, int End)? In(string text, bool anyPart)
    {
        var found = Between(text, ReferenceQuery, '&')
            ?? Between(text, ReleasePath, '/')
            ?? (anyPart ? NumberedPart(text) : null);
        return found is var (start, end) && VersionText.IsTag(text[start..end].Replace('/', '-')) ? found : null;
    }

    private static (int Start, int End)? Between(string text, string marker, char stop)
    {
        var found = text.IndexOf(marker, StringComparison.Ordinal);
        if (found < 0)
        {
            return null;
        }

        var start = found + marker.Length;
        var end = text.IndexOf(stop, start);
        return (start, end < 0 ? text.Length : end);
    }

    private static (int Start, int End)? NumberedPart(string text)
    {
        const string scheme = "https://";
        var start = text.StartsWith(scheme, StringComparison.Ordinal) ? text.IndexOf('/', scheme.Length) + 1 : 0;
        while (start > 0)
        {
            var end = text.IndexOf('/', start);
            if (VersionText.IsNumbered(text[start..(end < 0 ? text.Length : end)]))
            {
                return (start, end < 0 ? text.Length : end);
            }

            start = end + 1;
        }

        return null;
    }
}
