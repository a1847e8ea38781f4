using System.Collections.Immutable;
using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Pins;
using ContinuousDeploy.Core.Rollouts;
using ContinuousDeploy.Core.Verification;

namespace ContinuousDeploy.Core.Tests.Rollouts;

/// <summary>A stage with 1.4.1 live, and the steps of a rollout of 1.5.0.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    public static readonly StageId Stage = new(1, "production", "storefront");

    private static readonly Position PinAt = new("environments/production/storefront.yaml", 1, 10);

    public static StageSettings Settings { get; } = new(
        Stage.Name,
        new ArtifactTemplate("storefront/{version}.tar.gz"),
        new RunSettings(["./storefront"], "/readyz", TimeSpan.FromSeconds(30), []),
        Strategy.BlueGreen,
        new SmokeSuite([Check("GET /readyz")]),
        new WatchSettings(TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(15)),
        new TargetReference("process", "local"),
        new Uri("http://127.0.0.1:5080"),
        new RollbackPolicy(RollbackMerge.Automatic),
        Immutable: false,
        [],
        new Roles([], [], []),
        [],
        "acme/storefront");

    public static SmokeCheck Check(string name) => new(
        name,
        "GET",
        "/readyz",
        null,
        new Expectation(200, null, null, ImmutableSortedDictionary<string, string>.Empty),
        new Position("environments/applications/storefront.yaml", 5, 7));

    public static PinRequest Pin(string version, int pullRequest = 12) => new(
        new PinnedVersion(version, null), null, Commit(version), pullRequest, "writer", Settings, PinAt, "acme/environments");

    public static PinRequest HeldPin(string version) => Pin(version) with
    {
        Hold = new Hold("1.4.9 failed smoke", "owner", Noon),
    };

    /// <summary>A commit that only this version has.</summary>
    public static CommitSha Commit(string version)
    {
        var digits = Convert.ToHexStringLower(System.Text.Encoding.ASCII.GetBytes(version));
        return new CommitSha(digits.PadRight(40, '0')[..40]);
    }

    public static SuiteResult Smoke(Verdict verdict) => new(
        "smoke",
        verdict,
        verdict is Verdict.Inconclusive
            ? []
            : [new CheckResult("GET /readyz", verdict is Verdict.Passed, "200", "200 after 3 ms", Check("x").At)],
        TimeSpan.FromMilliseconds(12));

    public static RollbackRequest Rollback(string bad = "1.5.0", string? good = "1.4.1") => new(
        "comment-7",
        12,
        new PinnedVersion(bad, null),
        good is null ? null : new PinnedVersion(good, null),
        "writer",
        "checkout is broken");

    public static StageState Empty { get; } = StageState.New(Stage);

    /// <summary>1.4.1 is live and its rollout is over.</summary>
    public static StageState Live { get; } = Empty
        .On(new StageEvent.PinChanged(Pin("1.4.1", 11), 0)).Up().Smoked().Shifted().Watched().StoppedAll();

    public static StageState Waiting { get; } = Live.On(new StageEvent.PinChanged(HeldPin("1.5.0"), 0));

    public static StageState Deploying { get; } = Live.On(new StageEvent.PinChanged(Pin("1.5.0"), 0));

    public static StageState Verifying { get; } = Deploying.Up();

    public static StageState Releasing { get; } = Verifying.Smoked();

    public static StageState Watching { get; } = Releasing.Shifted();

    public static StageState Restoring { get; } =
        Watching.On(new StageEvent.RollbackRequested(Rollback()));

    public static StageState Succeeded { get; } = Watching.Watched();

    public static StageState Failed { get; } = Verifying.Smoked(Verdict.Failed);

    public static StageState Errored { get; } = Verifying.Smoked(Verdict.Inconclusive);

    public static StageState Aborted { get; } = Verifying.On(new StageEvent.RollbackRequested(Rollback()));

    public static StageState On(this StageState state, StageEvent happened, DateTimeOffset? now = null) =>
        Rollout.Decide(state, happened, now ?? Noon);

    public static StageState Up(this StageState state) =>
        state.On(new StageEvent.CameUp(state.Key<StageEffect.Deploy>(), new Uri("http://127.0.0.1:4000")));

    public static StageState Smoked(this StageState state, Verdict verdict = Verdict.Passed) =>
        state.On(new StageEvent.Verified(state.Key<StageEffect.Verify>(), Smoke(verdict)));

    public static StageState Shifted(this StageState state) =>
        state.On(new StageEvent.Moved(state.Key<StageEffect.Move>()));

    /// <summary>The watch's time passes, and the instance is ready at its end.</summary>
    public static StageState Watched(this StageState state)
    {
        var look = new StageEvent.Looked(state.Key<StageEffect.Look>(), Sight.Ready);
        return state.On(look, Noon.AddMinutes(10));
    }

    public static StageState StoppedAll(this StageState state) => state.Pending
        .Where(pending => pending.Effect is StageEffect.Stop)
        .Aggregate(state, (before, pending) => before.On(new StageEvent.Done(pending.Key)));

    /// <summary>The key of the one effect of a kind that is wanted, or a key that never was.</summary>
    public static string Key<T>(this StageState state)
        where T : StageEffect =>
        state.Pending.SingleOrDefault(pending => pending.Effect is T)?.Key ?? "none/none/1";
}
