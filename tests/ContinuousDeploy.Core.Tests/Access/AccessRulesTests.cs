using ContinuousDeploy.Core.Access;
using ContinuousDeploy.Core.Comments;
using ContinuousDeploy.Core.Manifests;

namespace ContinuousDeploy.Core.Tests.Access;

public sealed class AccessRulesTests
{
    private static readonly StageName Production = new("production", "storefront");
    private static readonly Roles NoRoles = new([], [], []);
    private static readonly Roles OnlyReliability = new([], ["@acme/sre", "@octocat"], []);

    [Theory]
    [InlineData(RepositoryRole.None, false)]
    [InlineData(RepositoryRole.Read, false)]
    [InlineData(RepositoryRole.Triage, false)]
    [InlineData(RepositoryRole.Write, true)]
    [InlineData(RepositoryRole.Maintain, true)]
    [InlineData(RepositoryRole.Admin, true)]
    public void Without_roles_a_rollback_takes_write_permission(RepositoryRole role, bool allowed) =>
        Assert.Equal(allowed, IsAllowed(new Command.Rollback([], null), NoRoles, new Caller("someone", role, [])));

    [Fact]
    public void With_roles_permission_alone_is_not_enough() =>
        Assert.False(IsAllowed(
            new Command.Rollback([], null), OnlyReliability, new Caller("someone", RepositoryRole.Admin, [])));

    [Fact]
    public void A_member_of_a_team_with_the_role_may() =>
        Assert.True(IsAllowed(
            new Command.Resume([]), OnlyReliability, new Caller("someone", RepositoryRole.Read, ["acme/sre"])));

    [Fact]
    public void A_login_with_the_role_may_whatever_its_letter_case() =>
        Assert.True(IsAllowed(
            new Command.Rollback([], null), OnlyReliability, new Caller("OctoCat", RepositoryRole.Read, [])));

    [Fact]
    public void A_refusal_names_the_rule_and_who_can()
    {
        var verdict = AccessRules.Judge(
            new Command.Rollback([], null), Production, OnlyReliability, new Caller("reader", RepositoryRole.Read, []));
        Assert.Equal(
            "It takes the role `rollback` of production, which `@acme/sre`, `@octocat` have; reader does not.",
            Assert.IsType<AccessVerdict.Refused>(verdict).Reason);
    }

    [Theory]
    [InlineData(RepositoryRole.None, false)]
    [InlineData(RepositoryRole.Read, true)]
    public void Whoever_can_read_may_ask_for_the_status(RepositoryRole role, bool allowed) =>
        Assert.Equal(allowed, IsAllowed(new Command.Status([]), NoRoles, new Caller("someone", role, [])));

    private static bool IsAllowed(Command command, Roles roles, Caller caller) =>
        AccessRules.Judge(command, Production, roles, caller) is AccessVerdict.Allowed;
}
