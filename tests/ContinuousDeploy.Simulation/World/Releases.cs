using System.Collections.Immutable;
using ContinuousDeploy.Core.Manifests;

namespace ContinuousDeploy.Simulation.World;

/// <summary>What a version does when it is run. Nobody but the world knows.</summary>
public enum Nature
{
    Good,
    FailsItsChecks,
    NeverReady,
    DiesLater,
}

/// <summary>The environments repository that a history begins with, and the versions there are.</summary>
public static class Releases
{
    private const string Application = """
        run: { command: [./run], ready: /ready }
        verify:
          smoke:
            - { get: /, expect: { status: 200 } }
        monitor: { for: 1m, every: 15s }

        """;

    /// <summary>The environments repository as the bot reads it.</summary>
    public static Manifest Read(IReadOnlyList<string> environments, IReadOnlyList<string> applications) =>
        ManifestReader.Read(SourceTree.Of(
            "environments",
            Files(environments, applications).Select(file => SourceFile.Of(file.Key, file.Value))));

    /// <summary>A version's nature is in its name, as <c>major.minor.nature</c>, which the bot does not read.</summary>
    public static Nature NatureOf(string version) => (Nature)(version[^1] - '0');

    public static string Version(int number, Nature nature) => $"1.{number}.{(int)nature}";

    public static string PinPath(string environment, string application) => $"environments/{environment}/{application}.yaml";

    public static string Pin(string environment, string application, string version) =>
        $"version: {version}\nurl: https://{application}.{environment}.example\n";

    public static ImmutableSortedDictionary<string, string> Files(
        IReadOnlyList<string> environments, IReadOnlyList<string> applications)
    {
        var files = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var application in applications)
        {
            files[$"environments/applications/{application}.yaml"] = $"artifact: {application}/{{version}}.tar.gz\n{Application}";
            foreach (var environment in environments)
            {
                files[PinPath(environment, application)] = Pin(environment, application, Version(0, Nature.Good));
            }
        }

        foreach (var environment in environments)
        {
            files[$"environments/{environment}/environment.yaml"] =
                "target: { process: local }\nrollback: { merge: automatic }\n";
        }

        return files.ToImmutable();
    }
}
