using ContinuousDeploy.Core.Manifests.Yaml;
using CsCheck;

namespace ContinuousDeploy.Core.Tests.Manifests;

/// <summary>Random text made of the pieces that matter to YAML.</summary>
public sealed class YamlReaderFuzzTests
{
    private static readonly string[] Pieces =
    [
        "a", "b: ", "- ", "? ", ": ", "\n", "\n  ", "\n    ", "\r\n", "\t", " ", "[", "]", "{", "}", ",", "\"", "'", "\\",
        "\\U0011FFFF", "\\x", "#", "&x ", "*x", "!t ", "!<", "%", "%TAG ! x\n", "---", "...", "|", ">", "|+2\n", ">-\n", "<<: ",
        "@", "`", "~", "null", "é", "\u0085", "\uFEFF", "\uD83D\uDE00", "\uD83D", "\0", "1.0", "version: ", "x: y\n",
    ];

    [Fact]
    public void No_text_throws_or_is_taken_without_being_read() => Gen.Int[0, Pieces.Length - 1].Array[0, 60]
        .Select(picks => string.Concat(picks.Select(pick => Pieces[pick])))
        .Sample(
            text =>
            {
                foreach (var dialect in Enum.GetValues<YamlDialect>())
                {
                    var file = YamlReader.Read("f.yaml", text, dialect);
                    Assert.All(file.Problems, problem => Assert.True(problem.At is { Line: >= 1, Column: >= 1 }));
                    Assert.All(file.Documents, root => Assert.InRange(root.End, root.Start, text.Length));
                }
            },
            iter: 100_000);
}
