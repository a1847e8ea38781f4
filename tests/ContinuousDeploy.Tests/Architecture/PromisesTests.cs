using System.Text.RegularExpressions;

namespace ContinuousDeploy.Tests.Architecture;

/// <summary>
/// <c>docs/attacks.md</c> and <c>docs/faults.md</c> say for each row what proves it. No row is left out, and what is
/// named exists.
/// </summary>
public sealed partial class PromisesTests
{
    /// <summary>Names in the last column that are no tests: benchmarks, and words of the product.</summary>
    private static readonly HashSet<string> Others =
        ["burst", "crash", "failover", "fleet", "soak", "switch", "design.md", "CI", "CommitSha", "EverybodyMayWrite", "Plants"];

    private static readonly Dictionary<string, string> Classes = ReadClasses();

    [Theory]
    [InlineData("attacks.md", 'S', 63)]
    [InlineData("faults.md", 'R', 62)]
    public void Every_row_says_what_proves_it(string page, char letter, int rows)
    {
        var found = Rows(Read(page));

        Assert.Equal(Enumerable.Range(1, rows).Select(number => $"{letter}{number}"), found.Select(row => row[0]));
        Assert.All(found, row => Assert.All(row, cell => Assert.NotEqual("", cell)));
    }

    [Theory]
    [InlineData("attacks.md")]
    [InlineData("faults.md")]
    public void Every_test_that_is_named_exists(string page)
    {
        var named = Rows(Read(page)).SelectMany(row => Quoted().Matches(row[3])).Select(match => match.Groups[1].Value);

        Assert.Equal([], named.Where(name => !Others.Contains(name) && !Exists(name)));
    }

    [Theory]
    [InlineData("NewsTests.An_older_commit_that_is_told_late_changes_nothing", true)]
    [InlineData("NewsTests.A_test_that_nobody_has_written", false)]
    [InlineData("TestsThatNobodyHasWritten", false)]
    public void A_name_exists_only_where_somebody_has_written_the_test(string name, bool exists) =>
        Assert.Equal(exists, Exists(name));

    private static bool Exists(string name)
    {
        var parts = name.Split('.', 2);
        return Classes.TryGetValue(parts[0], out var source)
            && (parts.Length == 1 || source.Contains($" {parts[1]}(", StringComparison.Ordinal));
    }

    private static List<string[]> Rows(string page) =>
    [
        .. page.Split('\n')
            .Where(line => Row().IsMatch(line))
            .Select(line => line.Trim('|', ' ').Split(" | ").Select(cell => cell.Trim()).ToArray()),
    ];

    private static string Read(string page) => File.ReadAllText(Path.Combine(Checkout.Root, "docs", page));

    /// <summary>The sources of every class of the tests, by its name; a name that stands twice has both.</summary>
    private static Dictionary<string, string> ReadClasses() => Directory
        .EnumerateFiles(Path.Combine(Checkout.Root, "tests"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains("node_modules", StringComparison.Ordinal))
        .Select(File.ReadAllText)
        .SelectMany(source => Class().Matches(source).Select(match => (Name: match.Groups[1].Value, Source: source)))
        .GroupBy(found => found.Name, found => found.Source, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => string.Concat(group), StringComparer.Ordinal);

    [GeneratedRegex(@"^\| [SR]\d+ \|")]
    private static partial Regex Row();

    [GeneratedRegex(@"`([\w.]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\bclass (\w+)")]
    private static partial Regex Class();
}
