using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Evidence;
using ContinuousDeploy.Targets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ContinuousDeploy.Tests.Targets;

/// <summary>From the configuration as it is written to who may use which target.</summary>
public sealed class TargetCatalogTests
{
    [Theory]
    [InlineData("acme/environments", 7, true)]
    [InlineData("Acme/Environments", 7, true)]
    [InlineData("renamed/since", 42, true)]
    [InlineData("acme/other", 7, false)]
    [InlineData("evil/environments", 7, false)]
    public async Task A_target_is_for_the_repositories_the_configuration_names(string repository, long id, bool allowed)
    {
        await using var provider = Provider(
            ("Targets:local:Repositories:0", "acme/environments"), ("Targets:local:Repositories:1", "42"));

        var lookup = provider.GetRequiredService<TargetCatalog>()
            .Find(repository, id, new TargetReference("process", "local"));

        Assert.Equal(allowed, lookup is TargetLookup.Found { Target.Kind: "process" });
    }

    [Theory]
    [InlineData("process", "missing")]
    [InlineData("kubernetes", "local")]
    public async Task A_target_that_is_not_there_is_refused_in_the_same_words_as_one_of_others(string kind, string name)
    {
        await using var provider = Provider();

        var refused = Assert.IsType<TargetLookup.Refused>(provider.GetRequiredService<TargetCatalog>()
            .Find("acme/environments", 7, new TargetReference(kind, name)));

        Assert.Equal(
            $"The bot's configuration has no {kind} target '{name}' for acme/environments. Ask who runs the bot to add "
            + $"the repository to Targets:{name}:Repositories, or name another target.",
            refused.Reason);
    }

    [Fact]
    public async Task Everything_wrong_in_the_configuration_is_said_at_once()
    {
        await using var provider = Provider(
            ("Targets:local:Folder", "relative"),
            ("Targets:local:Repositories:0", "acme"),
            ("Targets:local:Secrets:PATH", "/etc/hostname"),
            ("Targets:local:Secrets:API_TOKEN", "/no/such/file"),
            ("Targets:cloud:Kind", "kubernetes"),
            ("Targets:one:Kind", "process"),
            ("Targets:one:Folder", "/srv/same"),
            ("Targets:two:Kind", "process"),
            ("Targets:two:Folder", "/srv/same/"));

        var exception = Assert.Throws<OptionsValidationException>(
            () => provider.GetRequiredService<IOptions<TargetsOptions>>().Value);

        Assert.Equal(6, exception.Failures.Count());
        Assert.Contains(exception.Failures, failure => failure.StartsWith("Targets:local:Folder", StringComparison.Ordinal));
        Assert.Contains(exception.Failures, failure => failure.Contains("'acme'", StringComparison.Ordinal));
        Assert.Contains(exception.Failures, failure => failure.Contains("'PATH'", StringComparison.Ordinal));
        Assert.Contains(exception.Failures, failure => failure.Contains("API_TOKEN", StringComparison.Ordinal));
        Assert.Contains(exception.Failures, failure => failure.Contains("'kubernetes'", StringComparison.Ordinal));
        Assert.Contains(exception.Failures, failure => failure.Contains("one and two", StringComparison.Ordinal));
    }

    private static ServiceProvider Provider(params (string Key, string Value)[] settings)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A process target needs Linux.");
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Artifacts:Folder"] = Path.GetTempPath(),
                ["Targets:local:Kind"] = "process",
                ["Targets:local:Folder"] = "/srv/continuous-deploy",
            })
            .AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)))
            .Build();
        return new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton(TimeProvider.System)
            .AddLogging()
            .AddArtifacts()
            .AddTargets()
            .BuildServiceProvider();
    }
}
