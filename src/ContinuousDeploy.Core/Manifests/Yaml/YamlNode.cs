using System.Collections.Immutable;

namespace ContinuousDeploy.Core.Manifests.Yaml;

/// <summary>
/// A piece of a YAML file that knows where it stands: its line and column for people, and its offsets in the text for
/// the smallest edit.
/// </summary>
/// <param name="At">The first character.</param>
/// <param name="Start">Offset of the first character in the text.</param>
/// <param name="End">Offset behind the last character. Of a block it is the end of its last content.</param>
public abstract record YamlNode(Position At, int Start, int End)
{
    /// <summary>Whether both mean the same, wherever and however they are written.</summary>
    public abstract bool Means(YamlNode other);

    /// <summary>Text, as decoded from its quotes and escapes.</summary>
    public sealed record Scalar(Position At, int Start, int End, string Text, ScalarForm Form)
        : YamlNode(At, Start, End)
    {
        /// <summary>Nothing at all, <c>~</c> or <c>null</c> without quotes.</summary>
        public bool IsNull => Form == ScalarForm.Plain && Text is "" or "~" or "null" or "Null" or "NULL";

        /// <summary>
        /// Whether the file shows exactly the text, quotes aside: no escapes, no folding, one line. What a reviewer
        /// sees is then what is read, and replacing it changes one line.
        /// </summary>
        public bool IsVerbatim => Form switch
        {
            ScalarForm.Plain => End - Start == Text.Length,
            ScalarForm.SingleQuoted or ScalarForm.DoubleQuoted => End - Start == Text.Length + 2,
            ScalarForm.Block => false,
        };

        public override bool Means(YamlNode other) =>
            other is Scalar scalar && scalar.Text == Text && scalar.IsNull == IsNull
            && (scalar.Form == ScalarForm.Plain) == (Form == ScalarForm.Plain);
    }

    /// <summary>A list.</summary>
    /// <param name="IsFlow">Written in brackets.</param>
    public sealed record Sequence(Position At, int Start, int End, bool IsFlow, ImmutableArray<YamlNode> Items)
        : YamlNode(At, Start, End)
    {
        public override bool Means(YamlNode other) =>
            other is Sequence sequence && sequence.Items.Length == Items.Length
            && Items.Zip(sequence.Items).All(pair => pair.First.Means(pair.Second));
    }

    /// <summary>Keys and values in the order of the file.</summary>
    /// <param name="IsFlow">Written in braces.</param>
    public sealed record Mapping(Position At, int Start, int End, bool IsFlow, ImmutableArray<YamlEntry> Entries)
        : YamlNode(At, Start, End)
    {
        public YamlEntry? Find(string key) => Entries.FirstOrDefault(entry => entry.Key.Text == key);

        public override bool Means(YamlNode other) =>
            other is Mapping mapping && mapping.Entries.Length == Entries.Length
            && Entries.Zip(mapping.Entries).All(pair => pair.First.Means(pair.Second));
    }

    /// <summary>
    /// A reference to an anchor. Never followed: a few hundred bytes of them can stand for gigabytes.
    /// </summary>
    public sealed record Alias(Position At, int Start, int End) : YamlNode(At, Start, End)
    {
        public override bool Means(YamlNode other) => false;
    }
}

/// <summary>One key of a mapping and its value.</summary>
public sealed record YamlEntry(YamlNode.Scalar Key, YamlNode Value)
{
    public bool Means(YamlEntry other) => Key.Text == other.Key.Text && Value.Means(other.Value);
}

/// <summary>How a scalar is written.</summary>
public enum ScalarForm
{
    Plain,
    SingleQuoted,
    DoubleQuoted,

    /// <summary>Literal (<c>|</c>) or folded (<c>&gt;</c>), over lines of its own.</summary>
    Block,
}
