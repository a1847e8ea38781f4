using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Pins;
using ContinuousDeploy.Core.Proposals;
using ContinuousDeploy.Core.Rollouts;
using ContinuousDeploy.Core.Tests.Rollouts;

namespace ContinuousDeploy.Core.Tests.Proposals;

public sealed class ProposalEditsTests
{
    private const string PinPath = "environments/production/storefront.yaml";
    private const string ApplicationPath = "environments/applications/storefront.yaml";

    private readonly Dictionary<string, string> files = new(StringComparer.Ordinal)
    {
        [PinPath] = "# the shop\nversion: 1.5.0   # bumped by a robot\n",
        [ApplicationPath] = "artifact: storefront/{version}.tar.gz\nrun: { command: [./storefront] }\n",
    };

    [Fact]
    public void A_revert_sets_the_pin_back_and_writes_hold_and_quarantine()
    {
        var changed = Assert.IsType<FileChanges.Ready>(Edits(new ProposalKind.Revert([Request()]))).Files;
        Snapshot.Match(string.Concat(changed.Select(file => $"--- {file.Key}\n{file.Value}")), "revert-edits");
    }

    [Fact]
    public void A_pin_that_somebody_has_moved_on_is_left_alone()
    {
        files[PinPath] = "version: 1.6.0\n";
        var changed = Assert.IsType<FileChanges.Ready>(Edits(new ProposalKind.Revert([Request()]))).Files;
        Assert.Equal([ApplicationPath], changed.Keys);
    }

    [Fact]
    public void The_first_pin_of_a_stage_is_removed()
    {
        var changed = Assert.IsType<FileChanges.Ready>(Edits(new ProposalKind.Revert([Request() with { Good = null }]))).Files;
        Assert.True(changed.ContainsKey(PinPath));
        Assert.Null(changed[PinPath]);
    }

    [Fact]
    public void What_Git_says_already_needs_no_pull_request()
    {
        foreach (var (path, text) in Assert.IsType<FileChanges.Ready>(Edits(new ProposalKind.Revert([Request()]))).Files)
        {
            files[path] = text!;
        }

        Assert.Empty(Assert.IsType<FileChanges.Ready>(Edits(new ProposalKind.Revert([Request()]))).Files);
    }

    [Fact]
    public void A_resume_removes_the_hold_and_nothing_else()
    {
        files[PinPath] = "version: 1.4.1\nhold:\n  reason: x\n  by: owner\n  since: 2026-11-22T12:00:00Z\n# end\n";
        var changed = Assert.IsType<FileChanges.Ready>(
            Edits(new ProposalKind.Resume([Given.Stage.Name], "owner", 7))).Files;
        Assert.Equal("version: 1.4.1\n# end\n", Assert.Single(changed).Value);
    }

    [Fact]
    public void All_that_one_comment_resumes_is_one_pull_request_until_it_is_begun()
    {
        var other = new StageName("production", "payments");
        var wanted = Wishes.Resume(
            Wishes.Resume([], new ProposalKind.Resume([Given.Stage.Name], "owner", 7), 12),
            new ProposalKind.Resume([other, Given.Stage.Name], "owner", 7),
            12);

        var resume = Assert.IsType<ProposalKind.Resume>(Assert.Single(wanted).Kind);
        Assert.Equal([Given.Stage.Name, other], resume.Stages);
    }

    [Fact]
    public void Stages_that_fail_because_of_one_pull_request_share_one_revert()
    {
        var other = Request() with { Stage = new StageName("production", "payments") };
        var wanted = Wishes.Revert(Wishes.Revert([], Request()), other);
        Assert.Equal(2, Assert.IsType<ProposalKind.Revert>(Assert.Single(wanted).Kind).Requests.Length);
        Assert.Equal(wanted, Wishes.Revert(wanted, other));

        var opening = new ProposalStatus.Opening(Given.Noon, Given.Commit("1.5.0"));
        var begun = wanted.Replace(wanted[0], wanted[0] with { Status = opening });
        var third = Request() with { Stage = new StageName("production", "search") };
        Assert.Equal(2, Wishes.Revert(begun, third).Length);
    }

    private FileChanges Edits(ProposalKind kind) => ProposalEdits.Of(
        kind,
        "environments",
        path => files.TryGetValue(path, out var text) ? SourceFile.Of(path, text) : null,
        Given.Noon);

    private static RevertRequest Request() => new(
        Given.Stage.Name,
        new PinnedVersion("1.5.0", null),
        new PinnedVersion("1.4.1", null),
        "smoke: 1 of 3 checks failed.",
        null,
        12,
        Given.Commit("1.5.0"),
        RollbackMerge.Automatic);
}
