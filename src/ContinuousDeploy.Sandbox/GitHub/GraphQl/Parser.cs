using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace ContinuousDeploy.Sandbox.GitHub.GraphQl;

/// <summary>
/// Reads a document of one operation with inline fragments; named fragments, directives and block strings are not
/// understood, which the error says.
/// </summary>
internal sealed class Parser
{
    private const int DeepestSelection = 50;

    private readonly Lexer lexer;
    private readonly JsonObject variables;
    private Token next;
    private int depth;

    private Parser(string document, JsonObject variables)
    {
        lexer = new(document);
        this.variables = (JsonObject)variables.DeepClone();
        next = lexer.Next();
    }

    /// <exception cref="GraphQlException">The document is wrong.</exception>
    public static Operation Parse(string document, JsonObject variables)
    {
        Parser parser = new(document, variables);
        Operation operation = parser.Operation();
        return parser.next.Kind == TokenKind.End ? operation : throw parser.Unexpected();
    }

    private Operation Operation()
    {
        string kind = "query";
        if (next.Kind == TokenKind.Name)
        {
            kind = Take(TokenKind.Name);
            if (next.Kind == TokenKind.Name)
            {
                Take(TokenKind.Name);
            }

            if (next.Text == "(")
            {
                Definitions();
            }
        }

        return kind is "query" or "mutation" ? new(kind, Selections()) : throw Unexpected();
    }

    /// <summary>Variable definitions: <c>($input: CreateCommitOnBranchInput!, $count: Int = 5)</c>.</summary>
    private void Definitions()
    {
        Mark("(");
        while (next.Text != ")")
        {
            Mark("$");
            string name = Take(TokenKind.Name);
            Mark(":");
            bool required = Type();
            if (next.Text == "=")
            {
                Mark("=");
                JsonNode? usual = Value();
                variables.TryAdd(name, usual);
            }

            if (!variables.ContainsKey(name))
            {
                if (required)
                {
                    throw new GraphQlException(new(
                        null, $"Variable ${name} of type was provided invalid value", [], next.At));
                }

                variables[name] = null;
            }
        }

        Mark(")");
    }

    private bool Type()
    {
        if (next.Text == "[")
        {
            Mark("[");
            Type();
            Mark("]");
        }
        else
        {
            Take(TokenKind.Name);
        }

        if (next.Text != "!")
        {
            return false;
        }

        Mark("!");
        return true;
    }

    private ImmutableArray<Selection> Selections()
    {
        if (++depth > DeepestSelection)
        {
            throw Unexpected();
        }

        ImmutableArray<Selection>.Builder selections = ImmutableArray.CreateBuilder<Selection>();
        Mark("{");
        while (next.Text != "}")
        {
            selections.Add(next.Text == "..." ? Fragment() : Field());
        }

        Mark("}");
        depth--;
        return selections.ToImmutable();
    }

    private Selection Fragment()
    {
        Location at = next.At;
        Mark("...");
        string? type = null;
        if (next.Text == "on")
        {
            Take(TokenKind.Name);
            type = Take(TokenKind.Name);
        }

        return new("", "", type, [], Selections(), at);
    }

    private Selection Field()
    {
        Location at = next.At;
        string name = Take(TokenKind.Name);
        string alias = name;
        if (next.Text == ":" && next.Kind == TokenKind.Mark)
        {
            Mark(":");
            name = Take(TokenKind.Name);
        }

        JsonObject arguments = next is { Kind: TokenKind.Mark, Text: "(" } ? Members("(", ")") : [];
        return new(name, alias, null, arguments, next.Text == "{" ? Selections() : [], at);
    }

    private JsonObject Members(string open, string close)
    {
        JsonObject members = [];
        Mark(open);
        while (next.Text != close || next.Kind != TokenKind.Mark)
        {
            string name = Take(TokenKind.Name);
            Mark(":");
            members[name] = Value();
        }

        Mark(close);
        return members;
    }

    private JsonNode? Value()
    {
        if (++depth > DeepestSelection)
        {
            throw Unexpected();
        }

        JsonNode? value = (next.Kind, next.Text) switch
        {
            (TokenKind.Mark, "$") => Variable(),
            (TokenKind.Mark, "{") => Members("{", "}"),
            (TokenKind.Mark, "[") => List(),
            (TokenKind.Text, _) => JsonValue.Create(Take(TokenKind.Text)),
            (TokenKind.Number, _) => Number(),
            (TokenKind.Name, _) => Constant(Take(TokenKind.Name)),
            _ => throw Unexpected(),
        };
        depth--;
        return value;
    }

    private JsonNode? Variable()
    {
        Mark("$");
        string name = Take(TokenKind.Name);
        return variables.TryGetPropertyValue(name, out JsonNode? value)
            ? value?.DeepClone()
            : throw new GraphQlException(new(null, $"Variable ${name} is used but not declared", [], next.At));
    }

    private JsonArray List()
    {
        JsonArray items = [];
        Mark("[");
        while (next.Text != "]" || next.Kind != TokenKind.Mark)
        {
            items.Add(Value());
        }

        Mark("]");
        return items;
    }

    private JsonNode Number() =>
        double.TryParse(next.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? Took(number == Math.Floor(number) ? JsonValue.Create((long)number) : JsonValue.Create(number))
            : throw Unexpected();

    private JsonNode Took(JsonNode value)
    {
        next = lexer.Next();
        return value;
    }

    private static JsonValue? Constant(string name) => name switch
    {
        "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),
        "null" => null,
        _ => JsonValue.Create(name),
    };

    private void Mark(string text)
    {
        if (next.Kind != TokenKind.Mark || next.Text != text)
        {
            throw Unexpected();
        }

        next = lexer.Next();
    }

    private string Take(TokenKind kind)
    {
        if (next.Kind != kind)
        {
            throw Unexpected();
        }

        string text = next.Text;
        next = lexer.Next();
        return text;
    }

    private GraphQlException Unexpected() => new(new(
        null,
        next.Kind == TokenKind.End ? "Unexpected end of document" : $"Expected something else than \"{next.Text}\"",
        [],
        next.At));
}
