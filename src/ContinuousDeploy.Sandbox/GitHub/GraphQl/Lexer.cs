using System.Text;

namespace ContinuousDeploy.Sandbox.GitHub.GraphQl;

internal enum TokenKind
{
    Mark,
    Name,
    Text,
    Number,
    End,
}

internal sealed record Token(TokenKind Kind, string Text, Location At);

/// <summary>Splits a GraphQL document into tokens (GraphQL specification, section 2.1).</summary>
internal sealed class Lexer(string document)
{
    private int at;
    private int line = 1;
    private int lineStart;

    public Token Next()
    {
        SkipIgnored();
        Location here = new(line, at - lineStart + 1);
        if (at == document.Length)
        {
            return new(TokenKind.End, "", here);
        }

        char first = document[at];
        return first switch
        {
            '"' => new(TokenKind.Text, Text(here), here),
            '-' or (>= '0' and <= '9') => Number(here),
            '_' => Name(here),
            '.' => Spread(here),
            _ when char.IsAsciiLetter(first) => Name(here),
            _ => new(TokenKind.Mark, document[at++].ToString(), here),
        };
    }

    private Token Name(Location here) =>
        new(TokenKind.Name, While(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_'), here);

    private Token Number(Location here) =>
        new(TokenKind.Number, While(sign => char.IsAsciiDigit(sign) || "+-.eE".Contains(sign)), here);

    private Token Spread(Location here)
    {
        if (!document.AsSpan(at).StartsWith("..."))
        {
            throw Wrong("Expected \"...\"", here);
        }

        at += 3;
        return new(TokenKind.Mark, "...", here);
    }

    private void SkipIgnored()
    {
        while (at < document.Length && (char.IsWhiteSpace(document[at]) || document[at] is ',' or '#' or '\uFEFF'))
        {
            if (document[at] == '#')
            {
                While(letter => letter != '\n');
                continue;
            }

            if (document[at++] == '\n')
            {
                line++;
                lineStart = at;
            }
        }
    }

    private string While(Predicate<char> belongs)
    {
        int start = at;
        while (at < document.Length && belongs(document[at]))
        {
            at++;
        }

        return document[start..at];
    }

    private string Text(Location here)
    {
        StringBuilder text = new();
        for (at++; at < document.Length && document[at] is not ('"' or '\n'); at++)
        {
            text.Append(document[at] == '\\' ? Escaped(here) : document[at]);
        }

        if (at == document.Length || document[at] == '\n')
        {
            throw Wrong("Unterminated string", here);
        }

        at++;
        return text.ToString();
    }

    private char Escaped(Location here)
    {
        at++;
        switch (at < document.Length ? document[at] : '\0')
        {
            case 'n': return '\n';
            case 't': return '\t';
            case 'r': return '\r';
            case 'b': return '\b';
            case 'f': return '\f';
            case '"' or '\\' or '/': return document[at];
            case 'u' when at + 4 < document.Length
                && ushort.TryParse(
                    document.AsSpan(at + 1, 4), System.Globalization.NumberStyles.HexNumber, null, out ushort code):
                at += 4;
                return (char)code;
            default: throw Wrong("Unknown escape in a string", here);
        }
    }

    private static GraphQlException Wrong(string message, Location at) => new(new(null, message, [], at));
}
