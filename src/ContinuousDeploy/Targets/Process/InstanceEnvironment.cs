using System.Globalization;
using ContinuousDeploy.Core;

namespace ContinuousDeploy.Targets.Process;

/// <summary>
/// The whole environment of an instance. Of the bot's own only what is named here is passed on: it may hold secrets.
/// </summary>
public static class InstanceEnvironment
{
    /// <summary>The variable by which a process of an instance is recognised, whoever started it.</summary>
    public const string Marker = "CONTINUOUS_DEPLOY_INSTANCE";

    private static readonly string[] Inherited = ["PATH", "LANG", "TZ", "DOTNET_ROOT"];
    private static readonly string[] Own = ["HOME", "TMPDIR", "PORT", "VERSION", "ENVIRONMENT", Marker];

    // The loaders' and the runtimes' own switches: who names a secret is not to change how a program is loaded.
    private static readonly string[] ReservedPrefixes = ["LD_", "DOTNET_", "CORECLR_", "COMPLUS_"];

    /// <summary>Whether a secret may have a name: capital letters, digits, underscores, and no name with a meaning here.</summary>
    public static bool IsSecretName(string name) =>
        name.Length is > 0 and <= 128
        && !char.IsAsciiDigit(name[0])
        && name.All(character => char.IsAsciiLetterUpper(character) || char.IsAsciiDigit(character) || character == '_')
        && !Inherited.Concat(Own).Contains(name)
        && !ReservedPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    internal static Dictionary<string, string> Of(
        InstanceFolder folder, StageId stage, string version, int port, IReadOnlyDictionary<string, string> secrets)
    {
        var variables = Passed();
        variables["HOME"] = folder.Home;
        variables["TMPDIR"] = folder.Temporary;
        variables["PORT"] = port.ToString(CultureInfo.InvariantCulture);
        variables["VERSION"] = version;
        variables["ENVIRONMENT"] = stage.Environment;
        variables[Marker] = folder.Path;
        foreach (var (name, value) in secrets)
        {
            variables[name] = value;
        }

        return variables;
    }

    /// <summary>What is passed on from the bot.</summary>
    internal static Dictionary<string, string> Passed()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = SearchPath };
        foreach (var name in Inherited)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                variables[name] = value;
            }
        }

        return variables;
    }

    internal static string SearchPath =>
        Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin";
}
