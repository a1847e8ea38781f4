using ContinuousDeploy.Core.Pins;
using ContinuousDeploy.Core.Planning;
using CsCheck;

namespace ContinuousDeploy.Core.Tests.Planning;

public sealed class SemanticVersionTests
{
    /// <summary>Each is lower than the next: Semantic Versioning 2.0.0, section 11, and very long numbers.</summary>
    private static readonly string[] Ascending =
    [
        "0.0.1", "0.9.0", "1.0.0-0", "1.0.0-1", "1.0.0-2", "1.0.0-10", "1.0.0--", "1.0.0-A", "1.0.0-alpha",
        "1.0.0-alpha.1", "1.0.0-alpha.1.0", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
        "1.0.0-rc.1", "1.0.0", "v1.0.1", "1.2.0", "1.10.0", "2.0.0", "11.0.0", "99999999999999999999999.0.0",
    ];

    [Fact]
    public void Every_pair_is_ordered_by_precedence()
    {
        for (var low = 0; low < Ascending.Length; low++)
        {
            for (var high = low + 1; high < Ascending.Length; high++)
            {
                Assert.Equal(ChangeKind.Upgraded, Kind(Ascending[low], Ascending[high]));
                Assert.Equal(ChangeKind.Downgraded, Kind(Ascending[high], Ascending[low]));
            }
        }
    }

    [Theory]
    [InlineData("1.0.0", "v1.0.0")]
    [InlineData("1.0.0", "1.0.0+build")]
    [InlineData("1.0.0+a", "1.0.0+b")]
    [InlineData("1.0", "1.1")]
    [InlineData("1.0.0", "2")]
    [InlineData("1.0.0", "2.0.0.0")]
    [InlineData("1.0.0", "01.0.0")]
    [InlineData("1.0.0", "2.0.0-01")]
    [InlineData("1.0.0", "2.0.0-")]
    [InlineData("1.0.0", "2.0.0-a..b")]
    [InlineData("1.0.0", "2.0.0+")]
    [InlineData("1.0.0", "2.0.0-a_b")]
    [InlineData("1.0.0", "vv2.0.0")]
    [InlineData("1.0.0", "V2.0.0")]
    [InlineData("1.0.0", "latest")]
    [InlineData("4f1c2d9", "9a0b1c2")]
    public void Where_precedence_says_nothing_the_version_only_changed(string from, string to)
    {
        Assert.Equal(ChangeKind.Changed, Kind(from, to));
        Assert.Equal(ChangeKind.Changed, Kind(to, from));
    }

    [Fact]
    public void A_version_lowered_is_always_called_a_downgrade()
    {
        var number = Gen.Int[0, 20];
        Gen.Select(number, number, number, number, number, number).Sample((a, b, c, x, y, z) =>
        {
            var expected = (x, y, z).CompareTo((a, b, c)) switch
            {
                < 0 => (ChangeKind?)ChangeKind.Downgraded,
                > 0 => ChangeKind.Upgraded,
                0 => null,
            };
            return VersionChange.Of(new($"{a}.{b}.{c}", null), new($"{x}.{y}.{z}", null)) == expected;
        });
    }

    private static ChangeKind? Kind(string from, string to) =>
        VersionChange.Of(new PinnedVersion(from, null), new PinnedVersion(to, null));
}
