using ContinuousDeploy.GitHub.Authentication;
using ContinuousDeploy.GitHub.Proposing;
using ContinuousDeploy.GitHub.Reporting;
using ContinuousDeploy.GitHub.Transport;
using Microsoft.Extensions.Options;

namespace ContinuousDeploy.GitHub;

/// <summary>What the rest of the service gets from this folder.</summary>
public static class GitHubRegistration
{
    /// <summary>
    /// Adds <see cref="IReporter"/>, <see cref="IProposals"/>, <see cref="IRepositories"/> and <see cref="IDeliveryLog"/>. The caller adds
    /// <see cref="IPostedObjects"/> and a <see cref="TimeProvider"/>.
    /// </summary>
    public static IServiceCollection AddGitHub(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<GitHubOptions, GitHubOptionsValidator>()
            .BindConfiguration(GitHubOptions.Section);
        return services
            .AddSingleton(provider => AddressesOf(provider.GetRequiredService<IOptions<GitHubOptions>>().Value))
            .AddSingleton(provider => RedactionOf(provider.GetRequiredService<IOptions<GitHubOptions>>().Value))
            .AddSingleton(provider => KeyOf(provider.GetRequiredService<IOptions<GitHubOptions>>().Value))
            .AddSingleton(provider => new GitHubTransport(
                provider.GetRequiredService<GitHubAddresses>(),
                provider.GetRequiredService<IOptions<GitHubOptions>>().Value.AppId,
                provider.GetRequiredService<AppKey>(),
                provider.GetRequiredService<Redaction>(),
                provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<GitHubClients>()
            .AddSingleton<AppIdentity>()
            .AddSingleton<CheckRuns>()
            .AddSingleton<Comments>()
            .AddSingleton<Deployments>()
            .AddSingleton<Reactions>()
            .AddSingleton<IReporter, Reporter>()
            .AddSingleton<CommitMutation>()
            .AddSingleton<ProposalBranch>()
            .AddSingleton<ProposalMerge>()
            .AddSingleton<IProposals, Proposals>()
            .AddSingleton<WrittenComments>()
            .AddSingleton<IRepositories, Repositories>()
            .AddSingleton<IDeliveryLog, DeliveryLog>();
    }

    private static GitHubAddresses AddressesOf(GitHubOptions options) => GitHubAddresses.Read(options.ApiUrl) switch
    {
        GitHubAddressesReading.Usable { Addresses: var addresses } => addresses,
        GitHubAddressesReading.Unusable { Problem: var problem } => throw new InvalidOperationException(problem),
        var other => throw new InvalidOperationException($"{other} is no reading."),
    };

    private static AppKey KeyOf(GitHubOptions options) => AppKey.Read(options.PrivateKeyFile) switch
    {
        AppKeyReading.Usable { Key: var key } => key,
        AppKeyReading.Unusable { Problem: var problem } => throw new InvalidOperationException(problem),
        var other => throw new InvalidOperationException($"{other} is no reading."),
    };

    private static Redaction RedactionOf(GitHubOptions options)
    {
        var redaction = new Redaction();
        foreach (var secret in options.WebhookSecrets)
        {
            redaction.Add(secret);
        }

        return redaction;
    }
}
