using System.Collections.Immutable;

namespace ContinuousDeploy.Core.Comments;

/// <summary>One word of a command line, or a text in quotation marks.</summary>
internal sealed record Word(string Text, bool Quoted);

/// <summary>A line split at blanks; text in quotation marks stays whole. Nothing in it is ever expanded.</summary>
/// <param name="Mistake">Why it cannot be split; null where it can.</param>
internal sealed record CommandWords(ImmutableArray<Word> Parts, string? Mistake)
{
    public static CommandWords Split(string line)
    {
        var parts = ImmutableArray.CreateBuilder<Word>();
        for (var position = 0; position < line.Length;)
        {
            if (line[position] is ' ' or '\t')
            {
                position++;
                continue;
            }

            var quoted = line[position] == '"';
            var from = quoted ? position + 1 : position;
            var end = quoted ? line.IndexOf('"', from) : line.AsSpan(from).IndexOfAny(' ', '\t') + from;
            if (quoted && end < 0)
            {
                return new CommandWords(parts.ToImmutable(), "a quotation mark is not closed.");
            }

            if (quoted && end + 1 < line.Length && line[end + 1] is not (' ' or '\t'))
            {
                return new CommandWords(parts.ToImmutable(), "behind a text in quotation marks a space is missing.");
            }

            end = end < from ? line.Length : end;
            parts.Add(new Word(line[from..end], quoted));
            position = quoted ? end + 1 : end;
        }

        return new CommandWords(parts.ToImmutable(), null);
    }
}
