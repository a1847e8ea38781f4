using Microsoft.Extensions.Options;

namespace ContinuousDeploy.Evidence;

/// <summary>Says everything that is wrong with the <c>Artifacts</c> section at once, without repeating a secret.</summary>
public sealed class ArtifactOptionsValidator : IValidateOptions<ArtifactOptions>
{
    public ValidateOptionsResult Validate(string? name, ArtifactOptions options)
    {
        var problems = options.Provider switch
        {
            ArtifactOptions.FolderProvider => FolderProblems(options),
            ArtifactOptions.AzureBlobProvider => AzureBlobProblems(options),
            _ => [$"Artifacts:Provider is '{options.Provider}'. Set it to 'folder' or 'azureBlob'."],
        };
        var all = problems.ToArray();
        return all.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(all);
    }

    private static IEnumerable<string> FolderProblems(ArtifactOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Folder))
        {
            yield return "Artifacts:Folder is missing. Set it to the absolute path of the folder that holds artifacts.";
        }
        else if (!Path.IsPathFullyQualified(options.Folder))
        {
            yield return $"Artifacts:Folder is '{options.Folder}', a relative path. Give the absolute path.";
        }
        else if (!Directory.Exists(options.Folder))
        {
            yield return $"Artifacts:Folder is '{options.Folder}', and there is no such folder. Create it, "
                + "or correct the path.";
        }
    }

    private static IEnumerable<string> AzureBlobProblems(ArtifactOptions options)
    {
        string?[] ways = [options.ConnectionString, options.ConnectionStringFile, options.ServiceUrl];
        if (ways.Count(way => !string.IsNullOrWhiteSpace(way)) != 1)
        {
            yield return "Artifacts needs exactly one of ConnectionStringFile, ConnectionString and ServiceUrl to "
                + "reach Azure Blob Storage.";
        }

        if (options.ConnectionStringFile is { Length: > 0 } file && !File.Exists(file))
        {
            yield return $"Artifacts:ConnectionStringFile is '{file}', and there is no such file.";
        }

        if (options.ServiceUrl is { Length: > 0 } url && !IsServiceUrl(url))
        {
            yield return "Artifacts:ServiceUrl is not an https address (http is for an emulator on this machine only). "
                + "Example: https://account.blob.core.windows.net/?sv=…";
        }

        if (!IsContainerName(options.Container))
        {
            yield return "Artifacts:Container is missing or not a container's name: 3 to 63 lower-case letters, digits "
                + "and single dashes.";
        }
    }

    private static bool IsServiceUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));

    // The rule is Azure's: "Naming and Referencing Containers, Blobs, and Metadata".
    private static bool IsContainerName(string? name) =>
        name is { Length: >= 3 and <= 63 }
        && name.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-')
        && name[0] != '-'
        && name[^1] != '-'
        && !name.Contains("--", StringComparison.Ordinal);
}
