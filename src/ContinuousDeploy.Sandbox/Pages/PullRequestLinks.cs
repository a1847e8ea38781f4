using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace ContinuousDeploy.Sandbox.Pages;

/// <summary>Makes <c>#3</c> in a text a link to pull request 3, as GitHub does.</summary>
public static class PullRequestLinks
{
    // More digits than any repository has pull requests are not a number of one.
    private const int MostDigits = 9;

    /// <param name="root">The repository's address, without a slash at the end.</param>
    public static void Add(MarkdownDocument document, string root)
    {
        foreach (var literal in document.Descendants<LiteralInline>().ToArray())
        {
            if (literal.Parent is not LinkInline)
            {
                Split(literal, root);
            }
        }
    }

    private static void Split(LiteralInline literal, string root)
    {
        var text = literal.Content.ToString();
        Inline last = literal;
        var copied = 0;
        for (var at = text.IndexOf('#', StringComparison.Ordinal); at >= 0; at = text.IndexOf('#', at + 1))
        {
            var digits = text.AsSpan(at + 1).IndexOfAnyExceptInRange('0', '9');
            var end = digits < 0 ? text.Length : at + 1 + digits;
            if (end - at - 1 is 0 or > MostDigits || (at > 0 && char.IsLetterOrDigit(text[at - 1])))
            {
                continue;
            }

            var link = new LinkInline($"{root}/pull/{text[(at + 1)..end]}", "");
            link.AppendChild(new LiteralInline(text[at..end]));
            last = After(After(last, new LiteralInline(text[copied..at])), link);
            copied = end;
        }

        if (copied > 0)
        {
            After(last, new LiteralInline(text[copied..]));
            literal.Remove();
        }
    }

    private static Inline After(Inline place, Inline added)
    {
        place.InsertAfter(added);
        return added;
    }
}
