using ContinuousDeploy.Core.Pins;

namespace ContinuousDeploy.Core.Tests.Pins;

public sealed class PinDifferenceTests
{
    private const string Old = "sha256:0f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    private const string New = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    [Fact]
    public void A_bump_says_from_and_to() =>
        Assert.Equal(["image.tag 1.4.1 -> 1.5.0 at 2:8"], Moves("image:\n  tag: 1.4.1\n", "image:\n  tag: 1.5.0\n"));

    [Fact]
    public void A_digest_alone_moves_where_it_stands()
    {
        Assert.Equal(
            ["image.tag 1 -> 1 at 3:11"],
            Moves($"image:\n  tag: 1\n  digest: {Old}\n", $"image:\n  tag: 1\n  digest: {New}\n"));
        Assert.Equal(["image x -> x at 1:8"], Moves($"image: a:x@{Old}", $"image: a:x@{New}"));
        Assert.Equal([$"image.digest {Old} -> {New} at 1:18"], Moves($"image: {{ digest: {Old} }}", $"image: {{ digest: {New} }}"));
    }

    [Fact]
    public void An_item_put_in_front_moves_no_other() => Assert.Equal(
        ["images[0].newTag none -> 7 at 1:31", "images[1].newTag 1 -> 2 at 2:22"],
        Moves("images: [{ name: a, newTag: 1 }]", "images: [{ name: new, newTag: 7 },\n  { name: a, newTag: 2 }]"));

    [Fact]
    public void A_pin_that_goes_is_shown_where_it_was() =>
        Assert.Equal(["b.tag 2 -> none at 2:12"], Moves("a: { tag: 1 }\nb: { tag:  2 }", "a: { tag: 1 }\n"));

    [Fact]
    public void An_item_that_is_renamed_in_its_place_is_moved() => Assert.Equal(
        ["releases[0].version 1 -> 2 at 1:32"],
        Moves("releases: [{ name: a, version: 1 }]", "releases: [{ name: b, version: 2 }]"));

    [Fact]
    public void The_same_key_several_times_is_told_apart_by_its_order() => Assert.Equal(
        ["API_TAG b -> c at 2:9"], Moves("API_TAG=a\nAPI_TAG=b\n", "API_TAG=a\nAPI_TAG=c\n", "x.env"));

    [Theory]
    [InlineData("a: { tag: 1 }\nb: { tag: 2 }", "# moved\nb: { tag: 2 }\n\na: { tag: '1' }")]
    [InlineData("replicas: 3\ntag: 1", "replicas: 8\ntag: 1")]
    [InlineData("", "")]
    public void What_installs_the_same_moves_nothing(string before, string after) => Assert.Empty(Moves(before, after));

    [Fact]
    public void A_new_file_adds_its_pins() => Assert.Equal(["tag none -> 1 at 1:6"], Moves("", "tag: 1"));

    [Theory]
    [InlineData("tag_{0}: {0}\n")]
    [InlineData("- {{ name: n{0}, tag: {0} }}\n")]
    [InlineData("- {{ digest: x, tag: {0} }}\n")]
    [InlineData("digest: {0}\n")]
    [InlineData("value: {0}\n")]
    public void A_file_full_of_pins_is_compared_in_a_time_that_fits_its_size(string line)
    {
        var before = Many(line, 0);
        var after = Many(line, 1_000_000);

        var moves = PinDifference.Between("a.yaml", before, after, PinMap.Automatic);

        Assert.All(moves, move => Assert.NotEqual(move.From, move.To));
    }

    [Fact]
    public void A_long_key_is_not_repeated_for_every_value_below_it()
    {
        var text = $"\"{new string('k', 900)}\":\n" + string.Concat(Enumerable.Range(0, 10_000).Select(n => $"- tag: {n}\n"));

        Assert.All(PinScanner.Scan("a.yaml", text, PinMap.Automatic), pin => Assert.InRange(pin.Path.Length, 1, 200));
    }

    private static string Many(string line, int first) => string.Concat(
        Enumerable.Range(first, 8_000).Select(number => string.Format(null, line, number)));

    private static IEnumerable<string> Moves(string before, string after, string path = "a.yaml") =>
        PinDifference.Between(path, before, after, PinMap.Automatic).Select(move =>
            $"{move.Path} {move.From?.Version ?? "none"} -> {move.To?.Version ?? "none"} at {move.At.Line}:{move.At.Column}");
}
