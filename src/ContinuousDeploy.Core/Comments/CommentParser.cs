using System.Collections.Immutable;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace ContinuousDeploy.Core.Comments;

/// <summary>
/// Finds the commands in a comment. A command is a line that begins with <c>/</c> in its first column and stands outside
/// code, quotes, lists and HTML.
/// <code>
/// command = "/" name { space argument }
/// argument = target | "--" option space value
/// target = environment | application | environment "/" application
/// value = word | '"' text without '"' '"'
/// </code>
/// </summary>
public static class CommentParser
{
    /// <summary>More commands than this in one comment are not read.</summary>
    public const int Most = 10;

    /// <summary>GitHub's own limit of a comment; a longer text did not come from there.</summary>
    public const int LongestComment = 65_536;

    private static readonly MarkdownPipeline Pipeline =
        new MarkdownPipelineBuilder().UsePreciseSourceLocation().Build();

    /// <summary>The command lines in their order; empty where the comment is only conversation.</summary>
    public static ImmutableArray<CommandLine> Parse(string comment)
    {
        var text = comment.ReplaceLineEndings("\n");
        if (text.Length > LongestComment || !LineStarts(text).Any(start => LooksLikeCommand(text, start)))
        {
            return [];
        }

        var conversation = Conversation(text);
        return
        [
            .. LineStarts(text)
                .Where(start => LooksLikeCommand(text, start) && conversation.Any(span => span.Contains(start)))
                .Take(Most)
                .Select(start => CommandLineParser.Parse(LineAt(text, start))),
        ];
    }

    /// <summary>A slash, or one of the characters that are taken for one, followed by a letter.</summary>
    private static bool LooksLikeCommand(string text, int start) =>
        start + 1 < text.Length && Lookalikes.IsSlash(text[start])
        && (char.IsLetter(text[start + 1]) || (text[start + 1] != '\t' && Lookalikes.IsInvisible(text[start + 1])));

    private static IEnumerable<int> LineStarts(string text)
    {
        for (var start = 0; start < text.Length; start = NextLine(text, start))
        {
            yield return start;
        }
    }

    private static int NextLine(string text, int start) =>
        text.IndexOf('\n', start) is var end && end < 0 ? text.Length : end + 1;

    private static string LineAt(string text, int start) => text[start..NextLine(text, start)].TrimEnd();

    /// <summary>The parts that are a person's own words: paragraphs at the top level, without code and HTML in them.</summary>
    private static ImmutableArray<SourceSpan> Conversation(string text)
    {
        MarkdownDocument document;
        try
        {
            document = Markdown.Parse(text, Pipeline);
        }
        catch (ArgumentException)
        {
            // The reader refuses text that is nested too deeply; nobody writes a command like that.
            return [];
        }

        var paragraphs = document.OfType<LeafBlock>().Where(block => block is ParagraphBlock or HeadingBlock { IsSetext: true });
        return [.. paragraphs.SelectMany(OwnWords)];
    }

    private static IEnumerable<SourceSpan> OwnWords(LeafBlock block)
    {
        var from = block.Span.Start;
        foreach (var inline in block.Inline?.Descendants<LeafInline>() ?? [])
        {
            if (inline is not (CodeInline or HtmlInline))
            {
                continue;
            }

            yield return new SourceSpan(from, inline.Span.Start - 1);
            from = inline.Span.End + 1;
        }

        yield return new SourceSpan(from, block.Span.End);
    }

    private static bool Contains(this SourceSpan span, int position) => position >= span.Start && position <= span.End;
}
