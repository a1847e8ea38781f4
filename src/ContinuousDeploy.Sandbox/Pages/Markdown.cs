using Markdig;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Renderers.Html.Inlines;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace ContinuousDeploy.Sandbox.Pages;

/// <summary>
/// Markdown of comments and check runs as HTML, the way GitHub shows it: tables, lists, code. HTML comments are hidden,
/// any other HTML is shown as the text it is, and links lead only to web addresses.
/// </summary>
public static class Markdown
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseAutoLinks()
        .UseTaskLists()
        .UseEmphasisExtras()
        .UseSoftlineBreakAsHardlineBreak()
        .Build();

    /// <param name="root">The address of the repository the text belongs to: <c>/owner/name</c>.</param>
    public static Html Render(string text, string root)
    {
        MarkdownDocument document;
        try
        {
            document = Markdig.Markdown.Parse(text, Pipeline);
        }
        catch (ArgumentException)
        {
            // Markdig refuses text that is nested deeper than any person writes.
            return Html.Of($"<pre>{text}</pre>");
        }

        foreach (var link in document.Descendants<LinkInline>())
        {
            link.IsImage = false;
            link.Url = WebLink.OrNothing(link.Url);
        }

        foreach (var link in document.Descendants<AutolinkInline>())
        {
            link.Url = link.IsEmail ? link.Url : WebLink.OrNothing(link.Url);
        }

        PullRequestLinks.Add(document, root);
        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlBlockRenderer>(new BlockAsText());
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlInlineRenderer>(new InlineAsText());
        renderer.Render(document);
        return Html.Trusted(writer.ToString());
    }

    private static bool IsOneComment(string markup) =>
        markup.StartsWith("<!--", StringComparison.Ordinal)
        && markup.IndexOf("-->", StringComparison.Ordinal) == markup.Length - "-->".Length;

    private sealed class BlockAsText : HtmlObjectRenderer<HtmlBlock>
    {
        protected override void Write(HtmlRenderer renderer, HtmlBlock block)
        {
            var markup = block.Lines.ToString().Trim();
            if (!IsOneComment(markup))
            {
                renderer.Write("<p>").WriteEscape(markup).WriteLine("</p>");
            }
        }
    }

    private sealed class InlineAsText : HtmlObjectRenderer<HtmlInline>
    {
        protected override void Write(HtmlRenderer renderer, HtmlInline inline)
        {
            if (!IsOneComment(inline.Tag))
            {
                renderer.WriteEscape(inline.Tag);
            }
        }
    }
}
