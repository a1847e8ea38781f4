using ContinuousDeploy.Core.Manifests.Files;

namespace ContinuousDeploy.Core.Manifests;

/// <summary>
/// Lays a stage's three files over each other: the application's file, over it the environment's <c>defaults</c>, over
/// it the pin's file. Nothing is wrong in the files themselves.
/// </summary>
public sealed class StageAssembly(
    StageName stage, ApplicationFile application, EnvironmentFile environment, PinFile pin)
{
    private readonly SettingsLayer[] nearestFirst = [pin.Overrides, environment.Defaults, application.Settings];

    public StageName Stage => stage;

    /// <summary>Where users reach the stage: the pin's file, else the environment's, else the application's.</summary>
    public PlacedUrl? Url => pin.Overrides.Url ?? environment.Url ?? application.Settings.Url;

    /// <summary>The stage, or null with a problem for each thing that no file says.</summary>
    public StageManifest? Assemble(ProblemList problems)
    {
        var missing = new ProblemList();
        Require("artifact", "artifact: storefront/{version}.tar.gz", missing);
        Require("run", "run: { command: [\"./storefront\"], ready: /readyz }", missing);
        CheckEnvironment(missing);
        problems.AddRange(missing.Sorted());
        return missing.IsEmpty && pin.Pin is not null ? new StageManifest(pin.Pin, Settings()) : null;
    }

    private StageSettings Settings() => new(
        stage,
        Nearest("artifact", layer => layer.Artifact)!,
        Nearest("run", layer => layer.Run)!,
        Nearest("strategy", layer => layer.Strategy) ?? Strategy.BlueGreen,
        Nearest("verify", layer => layer.Smoke),
        Nearest("monitor", layer => layer.Watch),
        environment.Target!,
        Url!.Url,
        environment.Rollback,
        environment.Immutable,
        Nearest("owners", layer => layer.Owners) ?? [],
        environment.Roles,
        application.Quarantine,
        Nearest("source", layer => layer.Source));

    private void CheckEnvironment(ProblemList missing)
    {
        if (Url is null)
        {
            missing.Add(
                new Position(pin.Path, 0, 0),
                "missing-key",
                $"Nothing says at which address users reach {stage}.",
                $"Add 'url: https://…' to this file or to {environment.Path}.");
        }

        if (environment.Target is null)
        {
            missing.Add(
                new Position(environment.Path, 0, 0),
                "missing-key",
                "Nothing says which target runs the stages of this environment.",
                "Add for example 'target: { process: local }'.");
        }

        if (environment.Immutable && pin.Pin is { Version.Digest: null } unsealed)
        {
            missing.Add(
                unsealed.At,
                "digest-required",
                $"The environment '{stage.Environment}' is immutable, and this pin has no digest.",
                "Add 'digest: sha256:…' below the version.");
        }
    }

    private void Require(string key, string example, ProblemList missing)
    {
        if (!nearestFirst.Any(layer => layer.Keys.Contains(key)))
        {
            missing.Add(
                new Position(application.Path, 0, 0),
                "missing-key",
                $"The key '{key}' is missing, and {stage} does not set it either.",
                $"Add for example '{example}'.");
        }
    }

    private T? Nearest<T>(string key, Func<SettingsLayer, T?> part) =>
        nearestFirst.FirstOrDefault(layer => layer.Keys.Contains(key)) is { } layer ? part(layer) : default;
}
