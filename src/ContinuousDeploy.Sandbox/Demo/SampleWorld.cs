using System.Security.Cryptography;
using ContinuousDeploy.Sandbox.GitHub;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.Demo;

/// <summary>What stands at the local GitHub when the demo begins: people, the repository, and the app on it.</summary>
public static class SampleWorld
{
    /// <returns>The app that the bot acts as.</returns>
    public static async Task<App> FillAsync(
        SandboxServer gitHub, StateFolder state, Ports ports, CancellationToken cancellationToken)
    {
        var setup = gitHub.Setup;
        var organisation = await setup.CreateOrganizationAsync(SampleRepository.Organisation, cancellationToken);
        var source = Path.Combine(state.Path, "sample");
        SampleRepository.CopyTo(source, ports);
        var repository = await gitHub.People.CreateRepositoryAsync(
            organisation, SampleRepository.Name, source, isPrivate: false, cancellationToken);

        (string Login, Role Role)[] people =
        [
            (SamplePeople.Owner, Role.Admin),
            (SamplePeople.Writer, Role.Write),
            (SamplePeople.Reader, Role.Read),
        ];
        foreach (var (login, role) in people)
        {
            var person = await setup.CreateUserAsync(login, cancellationToken);
            repository = await setup.SetRoleAsync(repository, person, role, cancellationToken);
        }

        await setup.ProtectAsync(
            repository, repository.DefaultBranch, BranchProtection.Requiring("plan"), cancellationToken);
        return await InstallAsync(setup, organisation, ports, cancellationToken);
    }

    private static async Task<App> InstallAsync(
        Setup setup, Account organisation, Ports ports, CancellationToken cancellationToken)
    {
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var webhooks = new Uri($"http://127.0.0.1:{ports.Bot}/api/github/webhooks");
        var app = await setup.CreateAppAsync(organisation, BotApp.With(secret, webhooks), cancellationToken);
        await setup.InstallAsync(app, organisation, repositories: null, cancellationToken);
        return app;
    }
}
