using System.Collections.Immutable;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ContinuousDeploy.Core.Manifests.Yaml;

/// <summary>
/// Reads hostile YAML into nodes that know their place. Works on parser events alone and stops while reading at the
/// limits below: YamlDotNet's object readers recurse with the depth of the text, so 280 bytes can end the process, and
/// its parser takes a minute for 200 kB of brackets.
/// </summary>
public sealed class YamlReader
{
    /// <summary>The largest file, in bytes of UTF-8.</summary>
    public const int MaximumBytes = 256 * 1024;

    /// <summary>How deep lists and mappings may be inside each other.</summary>
    public const int MaximumDepth = 32;

    private readonly string file;
    private readonly string text;
    private readonly YamlDialect dialect;
    private readonly Parser parser;
    private Mark last = Mark.Empty;
    private readonly ImmutableArray<Problem>.Builder problems = ImmutableArray.CreateBuilder<Problem>();
    private readonly ImmutableArray<YamlNode>.Builder documents = ImmutableArray.CreateBuilder<YamlNode>();

    private YamlReader(string file, string text, YamlDialect dialect)
    {
        (this.file, this.text, this.dialect) = (file, text, dialect);
        parser = new Parser(new StringReader(text));
    }

    /// <summary>Reads a file; everything that is wrong with it is in the answer.</summary>
    /// <param name="file">Its path, for positions.</param>
    public static YamlFile Read(string file, string text, YamlDialect dialect)
    {
        if (Encoding.UTF8.GetByteCount(text) > MaximumBytes)
        {
            return new YamlFile([], [YamlProblems.TooLarge(file)]);
        }

        // The parser takes NUL for the end of the text, in files of whichever tool: what stands behind would not be read.
        if (dialect == YamlDialect.Strict || text.Contains('\0'))
        {
            var forbidden = YamlCharacters.ProblemsIn(file, text).Take(ProblemList.MostInFile).ToImmutableArray();
            if (!forbidden.IsEmpty)
            {
                return new YamlFile([], forbidden);
            }
        }

        return new YamlReader(file, dialect == YamlDialect.Strict ? text : OneKindOfLineBreak(text), dialect).Read();
    }

    /// <summary>
    /// U+0085, U+2028 and U+2029 break lines for YAML and for nothing else; lines would be counted wrong.
    /// </summary>
    private static string OneKindOfLineBreak(string text) =>
        text.Replace('\u0085', ' ').Replace('\u2028', ' ').Replace('\u2029', ' ').TrimStart('\uFEFF');

    private YamlFile Read()
    {
        try
        {
            while (Next() is not StreamEnd)
            {
                if (parser.Current is DocumentStart start)
                {
                    ReadDocument(start);
                }
            }
        }
        catch (YamlException exception)
        {
            problems.Add(YamlProblems.Syntax(file, text, exception));
        }
        catch (ReadingStoppedException)
        {
            // The reason is among the problems already.
        }

        return new YamlFile(documents.ToImmutable(), problems.ToImmutable());
    }

    private void ReadDocument(DocumentStart start)
    {
        if (dialect == YamlDialect.Strict && documents.Count > 0)
        {
            throw Stop(YamlProblems.SecondDocument(At(start.Start)));
        }

        var root = ReadNode(Next(), 1);
        documents.Add(root);
    }

    private YamlNode ReadNode(ParsingEvent current, int depth)
    {
        if (depth > MaximumDepth)
        {
            throw Stop(YamlProblems.TooDeep(At(current.Start)));
        }

        CheckProperties(current);
        return current switch
        {
            Scalar scalar => ReadScalar(scalar),
            SequenceStart sequence => ReadSequence(sequence, depth),
            MappingStart mapping => ReadMapping(mapping, depth),
            AnchorAlias => new YamlNode.Alias(At(current.Start), Offset(current.Start), Offset(current.End)),
            _ => throw Stop(YamlProblems.EndsEarly(At(current.Start))),
        };
    }

    private YamlNode.Scalar ReadScalar(Scalar scalar)
    {
        var form = scalar.Style switch
        {
            ScalarStyle.SingleQuoted => ScalarForm.SingleQuoted,
            ScalarStyle.DoubleQuoted => ScalarForm.DoubleQuoted,
            ScalarStyle.Literal or ScalarStyle.Folded => ScalarForm.Block,
            _ => ScalarForm.Plain,
        };
        if (dialect == YamlDialect.Strict && YamlCharacters.FirstForbidden(scalar.Value) is { } rune)
        {
            Report(YamlCharacters.Forbidden(At(scalar.Start), rune));
        }

        var (start, end) = (Offset(scalar.Start), Offset(scalar.End));
        while (form == ScalarForm.Block && end > start && text[end - 1] is ('\r' or '\n' or ' '))
        {
            // A block ends, for the parser, where the next thing begins.
            end--;
        }

        return new YamlNode.Scalar(At(scalar.Start), start, end, scalar.Value, form);
    }

    private YamlNode.Sequence ReadSequence(SequenceStart sequence, int depth)
    {
        var items = ImmutableArray.CreateBuilder<YamlNode>();
        while (Next() is not SequenceEnd)
        {
            items.Add(ReadNode(parser.Current!, depth + 1));
        }

        var isFlow = sequence.Style == SequenceStyle.Flow;
        var start = Offset(sequence.Start);
        var end = isFlow ? EndOfFlow(']') : items.Count > 0 ? items[^1].End : start;
        return new YamlNode.Sequence(At(sequence.Start), start, end, isFlow, items.ToImmutable());
    }

    private YamlNode.Mapping ReadMapping(MappingStart mapping, int depth)
    {
        var entries = ImmutableArray.CreateBuilder<YamlEntry>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (Next() is not MappingEnd)
        {
            var key = ReadNode(parser.Current!, depth + 1);
            var value = ReadNode(Next(), depth + 1);
            if (AcceptKey(key, seen) is { } accepted)
            {
                entries.Add(new YamlEntry(accepted, value));
            }
        }

        var isFlow = mapping.Style == MappingStyle.Flow;
        var start = Offset(mapping.Start);
        var end = isFlow ? EndOfFlow('}') : entries.Count > 0 ? entries[^1].Value.End : start;
        return new YamlNode.Mapping(At(mapping.Start), start, end, isFlow, entries.ToImmutable());
    }

    private YamlNode.Scalar? AcceptKey(YamlNode key, HashSet<string> seen)
    {
        if (key is not YamlNode.Scalar scalar)
        {
            Refuse(YamlProblems.ComplexKey(key.At));
            return null;
        }

        if (scalar is { Text: "<<", Form: ScalarForm.Plain })
        {
            Refuse(YamlProblems.MergeKey(key.At));
        }
        else if (!seen.Add(scalar.Text))
        {
            Refuse(YamlProblems.DuplicateKey(scalar));
        }

        return scalar;
    }

    private void CheckProperties(ParsingEvent current)
    {
        if (current is AnchorAlias)
        {
            Refuse(YamlProblems.Alias(At(current.Start)));
        }

        if (current is NodeEvent { Anchor.IsEmpty: false })
        {
            Refuse(YamlProblems.Anchor(At(current.Start)));
        }

        if (current is NodeEvent { Tag.IsEmpty: false })
        {
            Refuse(YamlProblems.Tag(At(current.Start)));
        }
    }

    /// <summary>
    /// The next event. On some broken texts the parser gives up in silence, or trips over its own checks
    /// (<c>\UFFFFFFFF</c>, an empty tag); what it has not read must not pass as absent.
    /// </summary>
    private ParsingEvent Next()
    {
        try
        {
            if (!parser.MoveNext())
            {
                throw Stop(YamlProblems.EndsEarly(At(last)));
            }
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            throw Stop(YamlProblems.EndsEarly(At(last)));
        }

        last = parser.Current!.End;
        return parser.Current;
    }

    /// <summary>An implicit one-pair mapping inside a list (<c>[a: b]</c>) has no brace of its own.</summary>
    private int EndOfFlow(char bracket)
    {
        var offset = Offset(parser.Current!.Start);
        return offset < text.Length && text[offset] == bracket ? offset + 1 : offset;
    }

    private void Refuse(Problem problem)
    {
        if (dialect == YamlDialect.Strict)
        {
            Report(problem);
        }
    }

    private void Report(Problem problem)
    {
        problems.Add(problem);
        if (problems.Count >= ProblemList.MostInFile)
        {
            throw Stop(YamlProblems.TooMany(problem.At));
        }
    }

    /// <summary>Adds a problem and gives the exception that ends the reading.</summary>
    private ReadingStoppedException Stop(Problem problem)
    {
        problems.Add(problem);
        return new ReadingStoppedException();
    }

    private Position At(Mark mark) => new(file, (int)mark.Line, (int)mark.Column);

    /// <summary>The parser counts a character too many at the end of some broken texts.</summary>
    private int Offset(Mark mark) => Math.Min((int)mark.Index, text.Length);

    /// <summary>Leaves the recursion; never leaves this class.</summary>
    private sealed class ReadingStoppedException : Exception;
}
