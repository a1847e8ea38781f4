using ContinuousDeploy.GitHub;
using ContinuousDeploy.Targets;
using ContinuousDeploy.Traffic;

namespace ContinuousDeploy.Stages;

/// <summary>What works on a repository, each with one subject.</summary>
public sealed record RepositoryParts(
    PinSynchronization Synchronization,
    PlanChecks Plans,
    CommandExecution Commands,
    CommentSearch Comments,
    ProposalRun Proposals,
    MergeReports Reports,
    GapCount Gaps)
{
    public static RepositoryParts Of(
        EnvironmentsRepository repository,
        IReporter reporter,
        IProposals proposals,
        ITraffic traffic,
        TargetCatalog targets,
        ILogger logger)
    {
        var requests = new PinRequests(repository);
        var rebuild = new StageRebuild(repository, targets, requests);
        var synchronization = new PinSynchronization(
            repository, requests, new FirstSight(repository, traffic, requests, rebuild));
        var callers = new CallerLookup(repository.Reference, repository.GitHub);
        return new RepositoryParts(
            synchronization,
            new PlanChecks(repository, reporter),
            new CommandExecution(repository, callers, new StageCommands(repository, callers, synchronization)),
            new CommentSearch(repository),
            new ProposalRun(repository, proposals, logger),
            new MergeReports(repository, reporter),
            new GapCount(repository));
    }
}
