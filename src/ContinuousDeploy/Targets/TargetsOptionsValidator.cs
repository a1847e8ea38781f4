using ContinuousDeploy.Targets.Process;
using Microsoft.Extensions.Options;

namespace ContinuousDeploy.Targets;

/// <summary>Says everything that is wrong with the <c>Targets</c> section at once.</summary>
public sealed class TargetsOptionsValidator : IValidateOptions<TargetsOptions>
{
    public ValidateOptionsResult Validate(string? name, TargetsOptions options)
    {
        var problems = options.Named
            .SelectMany(target => Problems($"Targets:{target.Key}", target.Value))
            .Concat(SharedFolders(options))
            .ToArray();
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Problems(string key, TargetOptions target) =>
        [
            .. KindProblems(key, target),
            .. target.Repositories.Where(repository => !IsRepository(repository)).Select(repository =>
                $"{key}:Repositories has '{repository}'. Give 'owner/name', or the repository's numeric id."),
            .. target.Secrets.SelectMany(secret => SecretProblems(key, secret.Key, secret.Value)),
        ];

    private static IEnumerable<string> KindProblems(string key, TargetOptions target)
    {
        if (target.Kind != ProcessTarget.KindName)
        {
            yield return $"{key}:Kind is '{target.Kind}'. This version knows the kind '{ProcessTarget.KindName}'.";
            yield break;
        }

        if (!OperatingSystem.IsLinux())
        {
            yield return $"{key}:Kind is '{target.Kind}', which needs Linux: it finds its processes in /proc.";
        }

        if (!Path.IsPathFullyQualified(target.Folder))
        {
            yield return $"{key}:Folder is '{target.Folder}'. Give the absolute path of a folder for this target alone.";
        }
    }

    private static IEnumerable<string> SharedFolders(TargetsOptions options) =>
        options.Named
            .Where(target => Path.IsPathFullyQualified(target.Value.Folder))
            .GroupBy(target => Path.TrimEndingDirectorySeparator(Path.GetFullPath(target.Value.Folder)))
            .Where(users => users.Count() > 1)
            .Select(users => $"Targets {string.Join(" and ", users.Select(user => user.Key).Order(StringComparer.Ordinal))}"
                + $" have the same Folder, '{users.Key}'. Give each a folder of its own.");

    private static IEnumerable<string> SecretProblems(string key, string name, string path)
    {
        if (!InstanceEnvironment.IsSecretName(name))
        {
            yield return $"{key}:Secrets has '{name}', which cannot be a secret's name: capital letters, digits and "
                + "underscores, and none of the names the bot sets itself.";
        }

        if (!Path.IsPathFullyQualified(path) || !File.Exists(path))
        {
            yield return $"{key}:Secrets:{name} is '{path}'. Give the absolute path of a file that holds the value.";
        }
    }

    private static bool IsRepository(string text) =>
        text.Length > 0
        && (text.All(char.IsAsciiDigit) || text.Split('/') is [{ Length: > 0 }, { Length: > 0 }]);
}
