using ContinuousDeploy.Sandbox.Demo;

namespace ContinuousDeploy.Tests.Demo;

public sealed class DemoOptionsTests
{
    [Fact]
    public void Options_come_in_any_order()
    {
        Assert.Equal(new DemoOptions(false, null), DemoOptions.Parse([]));
        Assert.Equal(new DemoOptions(true, null), DemoOptions.Parse(["--story"]));
        Assert.Equal(new DemoOptions(true, "here"), DemoOptions.Parse(["--folder", "here", "--story"]));
        Assert.Null(DemoOptions.Parse(["--story", "--help"]));
    }

    [Theory]
    [InlineData("--folder", "--folder needs a path.")]
    [InlineData("--stroy", "--stroy is not an option.")]
    public void A_wrong_argument_is_named_and_the_right_ones_are_shown(string argument, string message)
    {
        var error = Assert.Throws<DemoException>(() => DemoOptions.Parse([argument]));

        Assert.StartsWith(message, error.Message);
        Assert.Contains("--story ", error.Message);
    }

    [Fact]
    public void A_folder_that_holds_something_is_not_touched()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.In("mine"), "keep");

        var error = Assert.Throws<DemoException>(() => StateFolder.Open(folder.Path));

        Assert.Contains($"{folder.Path} is not empty", error.Message);
        Assert.Equal([folder.In("mine")], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_temporary_folder_goes_and_a_chosen_one_stays()
    {
        using var folder = new TemporaryFolder();
        var chosen = StateFolder.Open(folder.In("chosen"));
        var temporary = StateFolder.Open(null);

        chosen.Dispose();
        temporary.Dispose();

        Assert.True(Directory.Exists(chosen.Path));
        Assert.False(Directory.Exists(temporary.Path));
    }
}
