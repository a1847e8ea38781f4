using ContinuousDeploy.Targets.Process;

namespace ContinuousDeploy.Tests.Targets;

/// <summary>What an instance gets to see of the bot's machine, and what others get to see of its secrets.</summary>
public sealed class EnvironmentTests
{
    private const string Secret = "canary/+\"5f1e\" %of the coal mine";

    private static readonly HttpClient Http = new();

    [Fact]
    public async Task An_instance_sees_what_is_allowed_and_nothing_else()
    {
        Assert.NotNull(Environment.GetEnvironmentVariable("PATH"));
        await using var world = new TargetWorld();
        world.GiveSecret("API_TOKEN", Secret);
        world.GiveSecret("NOT_ASKED_FOR", "other");
        var request = TargetWorld.Request("serve");

        var address = await world.UpAsync(request with { Run = request.Run with { Secrets = ["API_TOKEN"] } });

        var seen = await Http.GetStringAsync(
            new Uri(address, "/environment"), TestContext.Current.CancellationToken);
        string[] always = ["API_TOKEN", "CONTINUOUS_DEPLOY_INSTANCE", "ENVIRONMENT", "HOME", "PATH", "PORT", "TMPDIR", "VERSION"];
        string[] passed = ["DOTNET_ROOT", "LANG", "TZ"];
        var present = passed.Where(name => Environment.GetEnvironmentVariable(name) is not null);
        Assert.Equal(
            [.. always.Concat(present).Order(StringComparer.Ordinal)], InstanceProcesses.EnvironmentNames(seen));
        Assert.Contains($"API_TOKEN={Secret}\n", seen + "\n", StringComparison.Ordinal);
        Assert.Contains("VERSION=1.0.0\n", seen + "\n", StringComparison.Ordinal);
        Assert.Contains("ENVIRONMENT=staging\n", seen + "\n", StringComparison.Ordinal);
        Assert.Contains($"HOME={world.Place("instances", "rollout-1", "home")}\n", seen + "\n", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_stands_on_no_command_line_and_in_no_file_of_the_target()
    {
        await using var world = new TargetWorld();
        world.GiveSecret("API_TOKEN", Secret);
        var request = TargetWorld.Request("serve");

        await world.UpAsync(request with { Run = request.Run with { Secrets = ["API_TOKEN"] } });

        Assert.All(
            InstanceProcesses.Of(world.Place("instances", "rollout-1")),
            process => Assert.DoesNotContain("canary", InstanceProcesses.CommandLine(process), StringComparison.Ordinal));
        Assert.All(
            // The .NET runtime of the application makes pipes in tmp, which cannot be read like files.
            Directory.GetFiles(world.Place(), "*", SearchOption.AllDirectories).Where(file => !file.Contains("/tmp/clr-")
                && !file.Contains("/tmp/dotnet-")),
            file => Assert.DoesNotContain("canary", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_secret_that_the_version_prints_is_not_passed_on()
    {
        await using var world = new TargetWorld();
        world.GiveSecret("API_TOKEN", Secret);
        var request = TargetWorld.Request("tell");

        var bad = await world.BadAsync(request with { Run = request.Run with { Secrets = ["API_TOKEN"] } });

        // The escape characters of the colour are gone, so that no terminal acts on what is left of them.
        Assert.Equal("connecting with [secret] [31mnow[0m", bad.Log);
    }

    [Fact]
    public async Task A_secret_the_target_does_not_have_is_named()
    {
        await using var world = new TargetWorld();
        var request = TargetWorld.Request("serve");

        var bad = await world.BadAsync(request with { Run = request.Run with { Secrets = ["API_TOKEN"] } });

        Assert.StartsWith("The target 'local' has no secret 'API_TOKEN'.", bad.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DATABASE_URL", true)]
    [InlineData("PATH", false)]
    [InlineData("PORT", false)]
    [InlineData("LD_PRELOAD", false)]
    [InlineData("DOTNET_STARTUP_HOOKS", false)]
    [InlineData("CONTINUOUS_DEPLOY_INSTANCE", false)]
    [InlineData("A=B", false)]
    [InlineData("9", false)]
    [InlineData("", false)]
    public void A_secret_cannot_take_the_name_of_something_else(string name, bool allowed) =>
        Assert.Equal(allowed, InstanceEnvironment.IsSecretName(name));
}
