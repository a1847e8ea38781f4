using ContinuousDeploy.GitHub.Authentication;
using Octokit;
using Octokit.Internal;

namespace ContinuousDeploy.GitHub.Transport;

/// <summary>Octokit's clients, one for each caller and purpose. They are light; the transport below is one.</summary>
public sealed class GitHubClients(GitHubTransport transport, GitHubAddresses addresses)
{
    /// <summary>The most pages that are read of any list, a hundred entries each.</summary>
    public const int MostPages = 30;

    /// <summary>Lists in full pages, and stops where a list does not end.</summary>
    public static ApiOptions Pages { get; } = new() { PageSize = 100, PageCount = MostPages };

    /// <summary>Speaks as the app itself.</summary>
    public GitHubClient AsApp(CancellationToken cancellationToken) =>
        Make(new Call(new Caller.App(), CallPriority.Urgent), cancellationToken);

    /// <summary>Speaks as an installation about one repository.</summary>
    public GitHubClient For(
        RepositoryReference repository,
        TokenPurpose purpose,
        CallPriority priority,
        CancellationToken cancellationToken) =>
        Make(new Call(Of(repository, purpose), priority), cancellationToken);

    /// <summary>Speaks as an installation about all it can see; without that nothing else can be done.</summary>
    public GitHubClient ForAll(long installation, CancellationToken cancellationToken) =>
        Make(
            new Call(new Caller.Installation(installation, null, TokenPurpose.Discover), CallPriority.Urgent),
            cancellationToken);

    /// <exception cref="ArgumentException">The repository's owner or name could not be GitHub's.</exception>
    public static Caller.Installation Of(RepositoryReference repository, TokenPurpose purpose)
    {
        // Octokit writes both into addresses as they are.
        if (!GitHubName.IsValid(repository.Owner) || !GitHubName.IsValid(repository.Name))
        {
            throw new ArgumentException("A repository's owner and name hold letters, digits, '-', '_' and '.' only.");
        }

        return new Caller.Installation(repository.Installation, repository.Id, purpose);
    }

    private GitHubClient Make(Call call, CancellationToken cancellationToken) =>
        new(new Connection(
            new ProductHeaderValue("continuous-deploy"),
            addresses.Rest,
            new InMemoryCredentialStore(Credentials.Anonymous),
            new OctokitTransport(transport, call, cancellationToken),
            new OctokitJson()));
}
