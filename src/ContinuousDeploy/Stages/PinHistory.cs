using System.Collections.Immutable;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Planning;
using ContinuousDeploy.Core.Repositories;

namespace ContinuousDeploy.Stages;

/// <summary>The pins that stages have had, read backwards along the default branch as far as it is needed.</summary>
public sealed class PinHistory(EnvironmentsRepository repository, CommitSha tip)
{
    /// <summary>What lies further back is not looked for: the version from before a live one is nearer.</summary>
    private const int MostCommits = 500;

    private readonly Dictionary<StageName, List<PinStep>> steps = [];
    private readonly Dictionary<CommitSha, ImmutableArray<MergedPin>> merged = [];
    private readonly List<CommitSha> read = [];
    private CommitSha? next = tip;

    /// <summary>The pins of a stage, newest first. Each is read when it is asked for.</summary>
    public IEnumerable<PinStep> Of(StageName stage)
    {
        for (var at = 0; ; at++)
        {
            while (Known(stage).Count <= at)
            {
                if (!ReadOne())
                {
                    yield break;
                }
            }

            yield return Known(stage)[at];
        }
    }

    /// <summary>
    /// The pin of a stage as a commit had it, whether or not the commit changed it: the first version of a stage is
    /// deployed from wherever the branch is.
    /// </summary>
    public PinStep? At(StageName stage, Func<CommitSha, bool> isMeant)
    {
        for (var age = 0; age < read.Count || ReadOne(); age++)
        {
            if (isMeant(read[age]))
            {
                return Of(stage).FirstOrDefault(step => step.Age >= age) is { } set
                    ? set with { Commit = read[age], Age = age }
                    : null;
            }
        }

        return null;
    }

    /// <summary>All the pins that a commit moved, of those that were read.</summary>
    public ImmutableArray<MergedPin> MovedBy(CommitSha commit) => merged.GetValueOrDefault(commit, []);

    /// <summary>The commits that were read and moved pins, oldest first.</summary>
    public IEnumerable<CommitSha> Merges => read.Where(commit => !MovedBy(commit).IsEmpty).Reverse();

    private List<PinStep> Known(StageName stage) =>
        steps.TryGetValue(stage, out var known) ? known : steps[stage] = [];

    /// <returns>False where there is nothing more to read.</returns>
    private bool ReadOne()
    {
        if (next is not { } commit || read.Count >= MostCommits)
        {
            return false;
        }

        read.Add(commit);
        next = repository.Mirrors.FirstParent(repository.Id, commit);
        if (next is { } parent)
        {
            Keep(commit, repository.Mirrors.Plan(repository.Id, parent, commit));
        }
        else
        {
            KeepFirst(commit, repository.Mirrors.ManifestAt(repository.Id, commit));
        }

        return true;
    }

    private void Keep(CommitSha commit, Mirrors.CommitPlan plan)
    {
        foreach (var change in plan.Plan.Changes.Where(change => change.Kind is not (ChangeKind.Settings or ChangeKind.Removed)))
        {
            if (change is { Environment: { } environment, Application: { } application, To: not null }
                && new StageName(environment, application) is var name
                && plan.Stages.TryGetValue(name, out var stage)
                && Known(name).LastOrDefault()?.Commit != commit)
            {
                Known(name).Add(new PinStep(commit, stage, read.Count - 1));
            }
        }

        merged[commit] = MergedPins.Of(plan.Plan);
    }

    /// <summary>The first commit of all has no plan: every pin in it is new.</summary>
    private void KeepFirst(CommitSha commit, Manifest manifest)
    {
        foreach (var (name, stage) in manifest.Stages)
        {
            Known(name).Add(new PinStep(commit, stage, read.Count - 1));
        }

        merged[commit] = MergedPins.Of(manifest);
    }
}

/// <summary>A commit that changed the pin of a stage, or a hold on it, and the stage as the commit has it.</summary>
/// <param name="Age">How many commits came after it.</param>
public sealed record PinStep(CommitSha Commit, StageManifest Stage, int Age);
