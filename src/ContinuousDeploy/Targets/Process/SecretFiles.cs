using System.Collections.Immutable;

namespace ContinuousDeploy.Targets.Process;

/// <summary>Reads the secrets a run asks for from the files that the bot's configuration names.</summary>
internal static class SecretFiles
{
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static async Task<SecretValues> ReadAsync(
        TargetOptions target, ImmutableArray<string> names, CancellationToken cancellationToken)
    {
        var values = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (!target.Secrets.TryGetValue(name, out var path))
            {
                return new SecretValues(values.ToImmutable(), name);
            }

            // Editors and `echo` end a file with a line break that is not part of the secret.
            values[name] = (await File.ReadAllTextAsync(path, cancellationToken)).TrimEnd('\r', '\n');
        }

        return new SecretValues(values.ToImmutable(), missing: null);
    }
}

/// <summary>Secrets by name. Not a record: nothing prints them.</summary>
/// <param name="missing">The first name that the target has no secret for, or null.</param>
internal sealed class SecretValues(ImmutableDictionary<string, string> values, string? missing)
{
    public ImmutableDictionary<string, string> Values { get; } = values;

    public string? Missing { get; } = missing;
}
