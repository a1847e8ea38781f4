using ContinuousDeploy.Sandbox.GitHub.Access;
using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Rest;

/// <summary>People and teams.</summary>
public sealed class AccountsApi(Site site)
{
    public void Map(ApiEndpoints endpoints)
    {
        endpoints.Map("GET", "/user", Myself);
        endpoints.Map("GET", "/users/{login}", call => site.World.FindAccount(call.Route("login")) is { } account
            ? Answer.Ok(site.Json.PublicUser(account))
            : Refusal.NotFound);
        endpoints.Map("GET", "/orgs/{organization}/teams/{team}/memberships/{login}", Membership);
    }

    private Answer Myself(Call call) => call.Caller switch
    {
        Caller.AsUser user => Answer.Ok(site.Json.PublicUser(user.Account)),
        Caller.Anonymous => new Refusal(401, "Requires authentication"),
        _ => Refusal.NotAccessible,
    };

    private Answer Membership(Call call)
    {
        if (site.World.FindAccount(call.Route("organization")) is not { Kind: AccountKind.Organization } organization
            || !MayAsk(call.Caller, organization)
            || site.World.FindAccount(call.Route("login")) is not { } member
            || site.World.Teams.All.FirstOrDefault(team =>
                team.Organization == organization.Id && team.Slug == call.Route("team")) is not { } found
            || !found.Members.Contains(member.Id))
        {
            return Refusal.NotFound;
        }

        return Answer.Ok(site.Json.TeamMembership(found, member));
    }

    private static bool MayAsk(Caller caller, Account organization) => caller switch
    {
        Caller.AsInstallation installation => installation.Installation.Account == organization.Id
            && Need.Read("members").Allows(installation.Token.Permissions, false),
        Caller.AsUser => true,
        _ => false,
    };
}
