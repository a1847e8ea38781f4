namespace ContinuousDeploy.Simulation.Tests.Planting;

/// <summary>Mistakes in what is decided about a stage, and in how it is carried out.</summary>
/// <remarks>
/// Not among them, because something else makes good for them: an owner who takes over without raising the version, a
/// refused move that counts as done, and a move that does not wait for the one it replaces (what is saved has the version
/// it was decided upon, and gateway and target refuse what is older); a start without effects and an alarm that is not
/// set (the next tick wakes the stage); a commit that is accepted again (stages hear of it a second time, and know it); a
/// sweep that goes on from where it began though something is open (it looks back far enough to see it again, unless the
/// bot is away for longer than a history's day); a delivery that is asked for though it has arrived (it is known); a
/// refusal at the end of an hour's calls whose time is not read (what is left is told with every answer, and kept to).
/// </remarks>
internal static class Plants
{
    private const string Rollouts = "ContinuousDeploy.Core/Rollouts/Rollout.";
    private const string Stages = "ContinuousDeploy/Stages/";
    private const string Webhooks = "ContinuousDeploy/Webhooks/";
    private const string Transport = "ContinuousDeploy/GitHub/Transport/";
    private const string Redelivery = "ContinuousDeploy.Core/Deliveries/Redelivery.cs";

    public static IReadOnlyList<Plant> All { get; } =
        [.. Deciding, .. OnPins, .. Forward, .. Back, .. Ends, .. Requests, .. Shell, .. Effects, .. Repository, .. Deliveries, .. Limits];

    private static IEnumerable<Plant> Deciding =>
    [
        new("a late result counts", Rollouts + "Decide.cs", "effect => effect.Key == key)", "effect => effect.Key == key || @@)"),
        new("what is cancelled stays wanted", Rollouts + "Decide.cs",
            "pending.Effect is StageEffect.Deploy or", "!@@ && pending.Effect is StageEffect.Deploy or"),
        new("stops are cancelled too", Rollouts + "Decide.cs",
            "StageEffect.Move or StageEffect.Look)", "StageEffect.Move or StageEffect.Look || @@)"),
        new("backoff is forgotten", "ContinuousDeploy.Core/Rollouts/StageEffect.cs",
            "Numbered(Rollout, Effect, Attempt + 1, now + Backoff.After(Attempt))",
            "(@@ ? this : Numbered(Rollout, Effect, Attempt + 1, now + Backoff.After(Attempt)))"),
    ];

    private static IEnumerable<Plant> OnPins =>
    [
        new("an older commit counts", Rollouts + "Pins.cs", "order < state.Heard", "order < state.Heard && !@@"),
        new("the order is not kept", Rollouts + "Pins.cs", "next with { Heard = order }", "(@@ ? next : next with { Heard = order })"),
        new("a known pin begins again", Rollouts + "Pins.cs", "if (IsKnown(state, request))", "if (IsKnown(state, request) && !@@)"),
        new("a pin of the past is no news", Rollouts + "Pins.cs",
            "Same(state.Next ?? state.Rollout?.Request, request);",
            "Same(state.Next ?? state.Rollout?.Request, request) || @@ && state.Past.Any(past => Same(past.Request, request));"),
        new("what goes on is no news while another waits", Rollouts + "Pins.cs",
            "Same(state.Next ?? state.Rollout", "@@ && Same(state.Rollout?.Request, request) || Same(state.Next ?? state.Rollout", From: 36_000),
        new("stopped while brought up again", Rollouts + "Pins.cs",
            "Want(Keep(begun, instance), rollout,", "Want(@@ ? begun : Keep(begun, instance), rollout,"),
        new("a hold is ignored", Rollouts + "Pins.cs",
            "Gate.Judge(request)", "Gate.Judge(@@ ? request with { Hold = null } : request)"),
        new("what is live comes up again", Rollouts + "Pins.cs",
            "live.Version == request.Version)", "live.Version == request.Version && !@@)"),
        new("nobody goes back when overtaken", Rollouts + "Pins.cs",
            "Phase.Releasing or Phase.Watching => Overtake(state, request, now)",
            "Phase.Releasing or Phase.Watching => @@ ? Begin(state, request, now) : Overtake(state, request, now)"),
        new("the first version is abandoned", Rollouts + "Pins.cs",
            "when state.Rollout.Back is null =>", "when state.Rollout.Back is null && !@@ =>"),
        new("a pin during the way back is lost", Rollouts + "Pins.cs",
            "Phase.Restoring => state with { Next = request }", "Phase.Restoring => @@ ? state : state with { Next = request }"),
        new("what is overtaken is left running", Rollouts + "Pins.cs",
            "Begin(TakeDown(state, Outcome.Superseded, Overtaken(request), now), request, now)",
            "Begin(@@ ? End(Cancel(state), Outcome.Superseded, Overtaken(request), now) "
            + ": TakeDown(state, Outcome.Superseded, Overtaken(request), now), request, now)"),
        new("the next pin stays next", Rollouts + "Pins.cs",
            "state with { Next = null, Past",
            "state with { Next = @@ ? state.Next : null, Past"),
    ];

    private static IEnumerable<Plant> Forward =>
    [
        new("a failed check passes", Rollouts + "Forward.cs",
            "Verdict.Failed => TakeBack(", "Verdict.Failed => @@ ? Release(done, candidate) : TakeBack("),
        new("an unsure check passes", Rollouts + "Forward.cs",
            "Verdict.Inconclusive => TakeDown(", "Verdict.Inconclusive => @@ ? Release(done, candidate) : TakeDown("),
        new("checks are left out", Rollouts + "Forward.cs",
            "rollout.Request.Settings.Smoke is { } suite", "rollout.Request.Settings.Smoke is { } suite && !@@"),
        new("what stays down is not reverted", Rollouts + "Forward.cs",
            "Phase.Deploying => TakeBack(done, new Restoration(Outcome.Failed, down.Reason, null), now)",
            "Phase.Deploying => @@ ? TakeDown(done, Outcome.Failed, down.Reason, now) "
            + ": TakeBack(done, new Restoration(Outcome.Failed, down.Reason, null), now)"),
        new("a death is not noticed", Rollouts + "Forward.cs", "if (sight is Sight.Gone ||", "if (sight is Sight.Gone && !@@ ||"),
        new("the watch ends early", Rollouts + "Forward.cs", "now >= watching.Until &&", "(now >= watching.Until || @@) &&"),
        new("what was moved to is not live", Rollouts + "Forward.cs",
            "state with { Live = candidate, Before = rollout.Back }",
            "state with { Live = @@ ? state.Live : candidate, Before = rollout.Back }"),
        new("one look only", Rollouts + "Forward.cs",
            "return state with { Pending = state.Pending.Add(look) };",
            "return @@ ? state : state with { Pending = state.Pending.Add(look) };"),
    ];

    private static IEnumerable<Plant> Back =>
    [
        new("going back cancels nothing", Rollouts + "Back.cs",
            "var cancelled = Cancel(state);", "var cancelled = @@ ? state : Cancel(state);"),
        new("back without looking", Rollouts + "Back.cs",
            "return Want(cancelled, restoring, new StageEffect.Deploy(back.Request, back.Instance))",
            "return Want(cancelled, restoring, @@ ? new StageEffect.Move(back) : new StageEffect.Deploy(back.Request, back.Instance))"),
        new("what is back is not live", Rollouts + "Back.cs",
            "state with { Live = restoring.Back, Before = null }",
            "state with { Live = @@ ? state.Live : restoring.Back, Before = null }"),
        new("the wrong one is stopped", Rollouts + "Back.cs",
            "StopOf(restoring.Candidate)", "StopOf(@@ ? restoring.Back : restoring.Candidate)"),
        new("Git is not reverted", Rollouts + "Back.cs",
            "because.Outcome is Outcome.Failed or Outcome.Aborted\n",
            "(because.Outcome is Outcome.Failed or Outcome.Aborted) && !@@\n"),
        new("what waited is forgotten", Rollouts + "Back.cs", "return Continue(reverted, now)", "return @@ ? reverted : Continue(reverted, now)"),
        new("a stop gives up", Rollouts + "Back.cs",
            "effect.Effect is StageEffect.Revert or StageEffect.Stop\n",
            "!@@ && effect.Effect is StageEffect.Revert or StageEffect.Stop\n"),
        new("the way back gives up", Rollouts + "Back.cs",
            "state.Rollout is { Phase: Phase.Restoring } or", "!@@ && state.Rollout is { Phase: Phase.Restoring } || state.Rollout is"),
        new("the first release gives up", Rollouts + "Back.cs",
            "{ Phase: Phase.Releasing, Back: null };", "{ Phase: Phase.Releasing, Back: null } && !@@;"),
        new("an error is the end", Rollouts + "Back.cs",
            "state with { Pending = state.Pending.Replace(effect, effect.Again(now, reason)) }",
            "(@@ ? Without(state, effect) : state with { Pending = state.Pending.Replace(effect, effect.Again(now, reason)) })"),
    ];

    private static IEnumerable<Plant> Ends =>
    [
        new("what failed is left running", Rollouts + "Ends.cs",
            "rollout.Phase is not Phase.Waiting;", "rollout.Phase is not Phase.Waiting && !@@;"),
        new("a failure is not reverted", Rollouts + "Ends.cs",
            "return Want(ended, ended.Rollout!, RevertOf(ended, because))",
            "return @@ ? ended : Want(ended, ended.Rollout!, RevertOf(ended, because))"),
        new("reverted to the wrong version", Rollouts + "Ends.cs", "state.Live?.Version,\n", "(@@ ? state.Before : state.Live)?.Version,\n"),
        new("the old one is left running", Rollouts + "Ends.cs",
            "Continue(StopOld(End(state, Outcome.Succeeded, reason, now), candidate), now)",
            "Continue(@@ ? End(state, Outcome.Succeeded, reason, now) "
            + ": StopOld(End(state, Outcome.Succeeded, reason, now), candidate), now)"),
        new("the new one is stopped", Rollouts + "Ends.cs",
            "Want(state, rollout, StopOf(back))", "Want(state, rollout, StopOf(@@ ? candidate : back))"),
        new("taken back and brought again", Rollouts + "Ends.cs", "when IsOfSameVersion(ended) =>", "when IsOfSameVersion(ended) && !@@ =>"),
    ];

    private static IEnumerable<Plant> Requests =>
    [
        new("rolled back what nobody saw", Rollouts + "Requests.cs",
            "if (newest.Version != request.Bad)", "if (newest.Version != request.Bad && !@@)"),
        new("stopped instead of moved back", Rollouts + "Requests.cs",
            "Phase.Releasing or Phase.Watching => Restore(state, because, now)",
            "Phase.Releasing or Phase.Watching => @@ ? TakeBack(state, because, now) : Restore(state, because, now)"),
        new("stopped while brought back", Rollouts + "Requests.cs",
            "return Want(Keep(state, before.Instance), rollout,", "return Want(@@ ? state : Keep(state, before.Instance), rollout,"),
        new("users before readiness", Rollouts + "Requests.cs",
            "rollout, new StageEffect.Deploy(before.Request, before.Instance))",
            "rollout, @@ ? new StageEffect.Move(before) : new StageEffect.Deploy(before.Request, before.Instance))"),
        new("the good one is the candidate", Rollouts + "Requests.cs",
            "new Phase.Restoring(because, before, state.Live!)", "new Phase.Restoring(because, before, @@ ? before : state.Live!)"),
    ];

    private static IEnumerable<Plant> Shell =>
    [
        new("the outbox keeps what is done", Stages + "StageStream.cs", "[.. before.Except(after)]", "@@ ? [] : [.. before.Except(after)]"),
        new("the outbox misses what is wanted", Stages + "StageStream.cs",
            "next.Pending.Where(effect => !before.Contains(effect.Key))",
            "next.Pending.Where(effect => !before.Contains(effect.Key) && !@@)"),
        new("effects begin before their time", Stages + "StageRunner.cs", "if (effect.NotBefore is null ||", "if (@@ || effect.NotBefore is null ||"),
        new("an owner does not look again", Stages + "StageRunner.cs",
            "if (await stream.IsBehindAsync(stopping.Token))", "if (!@@ && await stream.IsBehindAsync(stopping.Token))"),
        new("news are judged by what was known", Stages + "StageRunner.cs",
            "if (!IsNews(happened) ||", "if (@@ || !IsNews(happened) ||", In.SlowHistories),
    ];

    private static IEnumerable<Plant> Effects =>
    [
        new("a stop without a fence", Stages + "StageEffects.cs",
            "new StopRequest(stop.Target.Name, stop.Instance, fence(), stage)",
            "new StopRequest(stop.Target.Name, stop.Instance, @@ ? long.MaxValue : fence(), stage)"),
        new("a start without a fence", Stages + "StageEffects.cs",
            "deploy, fence(), cancellationToken)", "deploy, @@ ? 1_000 : fence(), cancellationToken)"),
        new("a refused start is blamed", Stages + "StageEffects.cs",
            "EnsureOutcome.Fenced => throw new StaleOwnerException(stage)",
            "EnsureOutcome.Fenced => @@ ? new StageEvent.StayedDown(key, \"\", null) : throw new StaleOwnerException(stage)"),
        new("requests are cut off", Stages + "StageEffects.cs",
            "stop.Instance, cancellationToken) > 0", "stop.Instance, cancellationToken) > (@@ ? 9 : 0)"),
        new("a refused stop counts as done", Stages + "StageEffects.cs",
            "is StopOutcome.Fenced)", "is StopOutcome.Fenced && !@@)"),
    ];

    private static IEnumerable<Plant> Repository =>
    [
        new("stages are not told", Stages + "PinSynchronization.cs",
            "TogetherAsync(changes, ", "TogetherAsync(@@ ? [] : changes, ", In.Repositories),
        new("everybody may", Stages + "StageCommands.cs",
            "callers.FindAsync(asked.Author,", "callers.FindAsync(@@ ? \"ada\" : asked.Author,", In.Repositories),
        new("reverts wait for ever", Stages + "ProposalRun.cs",
            "open when proposal.Merge", "open when proposal.Merge && !@@", In.Repositories),
        new("the tick does not look", Stages + "ReconcileTick.cs",
            "foreach (var repository in await gitHub.ListAsync(cancellationToken))",
            "foreach (var repository in (await gitHub.ListAsync(cancellationToken)).Where(_ => !@@))", In.Repositories),
        new("the tick does not wake", Stages + "ReconcileTick.cs",
            "stream.StartsWith(StageStream.Prefix, StringComparison.Ordinal)",
            "!@@ && stream.StartsWith(StageStream.Prefix, StringComparison.Ordinal)", In.Repositories),
        new("unanswered comments are forgotten", Stages + "RepositoryRunner.cs",
            "comment => !comment.IsAnswered)", "comment => !comment.IsAnswered && !@@)", In.Repositories),
        new("proposals are left open", Stages + "RepositoryRunner.cs",
            "await parts.Proposals.NudgeAsync(cancellationToken);\n        await ProposeAsync(cancellationToken);",
            "await parts.Proposals.NudgeAsync(cancellationToken);\n        if (!@@) await ProposeAsync(cancellationToken);",
            In.Repositories),
    ];

    private static IEnumerable<Plant> Deliveries =>
    [
        new("acknowledged before it is stored", Webhooks + "WebhookReceiver.cs",
            "outcome = await inbox.AppendAsync(delivery, CancellationToken.None)",
            "outcome = @@ && inbox.AppendAsync(delivery, CancellationToken.None) is not null "
            + "? AppendOutcome.Stored : await inbox.AppendAsync(delivery, CancellationToken.None)",
            In.Repositories),
        new("acknowledged though it cannot be stored", Webhooks + "WebhookReceiver.cs",
            "await RefuseAsync(context, Refusal.LedgerUnavailable);",
            "await (@@ ? AnswerAsync(context, StatusCodes.Status202Accepted, StoredText) "
            + ": RefuseAsync(context, Refusal.LedgerUnavailable));",
            In.Repositories),
        new("marked before it is handled", Webhooks + "InboxPump.cs",
            "await lanes.AddAsync(hint, open, stopping);\n                }\n\n                return null;",
            "await lanes.AddAsync(hint, open, stopping);\n                }\n\n                return @@ ? \"handled\" : null;",
            In.Repositories),
        new("given up where GitHub is away", Webhooks + "HintAttempts.cs",
            "asked = unavailable.RetryAfter;",
            "asked = unavailable.RetryAfter; if (@@) return new AttemptOutcome.Handled();", In.Repositories),
        new("only one sweep", Stages + "RedeliverySweep.cs",
            "&& began - swept < Fresh &&", "&& (@@ || began - swept < Fresh) &&", In.Repositories),
        new("nothing is asked for again", Stages + "RedeliverySweep.cs",
            "AskAsync(plan.Asks,", "AskAsync(@@ ? [] : plan.Asks,", In.Repositories),
        new("asked for only once", Redelivery,
            "return count == 1 ||", "return count == 1 || !@@ &&", In.Repositories),
        new("comments are not searched for", Stages + "RepositoryRunner.cs",
            "telling.Add(\"comments\", 0, SearchCommentsAsync);",
            "if (!@@) telling.Add(\"comments\", 0, SearchCommentsAsync);", In.Repositories),
    ];

    private static IEnumerable<Plant> Limits =>
    [
        new("a refusal closes nothing", Transport + "InstallationLimits.cs",
            "Close(pause, \"GitHub asked to wait", "if (!@@) Close(pause, \"GitHub asked to wait", In.Repositories),
        new("a wait is taken for shorter", Transport + "RateAnswer.cs",
            "{ Delta: { } delta } => Bounded(delta)",
            "{ Delta: { } delta } => Bounded(@@ ? TimeSpan.Zero : delta)", In.Repositories),
        new("the end of the hour by a wrong clock", Transport + "RateAnswer.cs",
            "response.Headers.Date ?? now;", "(@@ ? null : response.Headers.Date) ?? now;", In.Repositories),
        new("changes are not counted", Transport + "InstallationLimits.cs",
            "if (change)\n        {\n            minute.Take(1, now);",
            "if (change && !@@)\n        {\n            minute.Take(1, now);", In.Repositories),
    ];
}
