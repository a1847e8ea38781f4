using System.Collections.Frozen;

namespace ContinuousDeploy.Core.Pins;

/// <summary>How a file is searched for pins.</summary>
public enum PinFileKind
{
    /// <summary>Not at all: programs, prose, lock files, and the pipelines that build rather than install.</summary>
    None,

    /// <summary>As YAML, of which JSON is a part; as lines where it is no YAML.</summary>
    Yaml,

    /// <summary>As lines of <c>KEY=value</c> or <c>KEY: "value"</c>.</summary>
    Lines,
}

/// <summary>Tells from its path how a file is searched.</summary>
public static class PinFileKinds
{
    private static readonly FrozenSet<string> OtherFiles = new[]
    {
        "package.json", "package-lock.json", "renovate.json", "tsconfig.json", ".pre-commit-config.yaml",
        ".gitlab-ci.yml", "Chart.lock", "Dockerfile", "Makefile", "Jenkinsfile", "LICENSE", "CODEOWNERS", "OWNERS",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> PipelineFolders =
        new[] { ".github", ".buildkite", ".circleci" }.ToFrozenSet(StringComparer.Ordinal);

    public static PinFileKind Of(string path)
    {
        var segments = path.Split('/');
        var name = segments[^1];
        if (OtherFiles.Contains(name) || PipelineFolders.Contains(segments[0]))
        {
            return PinFileKind.None;
        }

        if (name.StartsWith(".env", StringComparison.Ordinal))
        {
            return PinFileKind.Lines;
        }

        return Path.GetExtension(name) switch
        {
            ".yaml" or ".yml" or ".json" or "" => PinFileKind.Yaml,
            ".env" => PinFileKind.Lines,
            _ => PinFileKind.None,
        };
    }

    /// <summary>Whether the file's name has no extension: it may hold a version and nothing else.</summary>
    public static bool IsBare(string path) => Path.GetExtension(path).Length == 0;
}
