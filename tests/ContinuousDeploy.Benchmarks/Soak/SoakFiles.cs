namespace ContinuousDeploy.Benchmarks.Soak;

/// <summary>The environments repository: two applications in two environments, all of the same version.</summary>
internal static class SoakFiles
{
    private static readonly string[] Environments = ["staging", "production"];
    private static readonly string[] Applications = ["shop", "mail"];

    /// <summary>All files, without the holds and quarantines that rollbacks have written.</summary>
    public static Dictionary<string, string?> At(string version)
    {
        var files = new Dictionary<string, string?>();
        foreach (var application in Applications)
        {
            files[$"environments/applications/{application}.yaml"] = $$"""
                artifact: {{application}}/{version}.tar.gz
                run: { command: [./{{application}}], ready: /readyz }
                verify:
                  smoke:
                    - { get: /readyz, expect: { status: 200 } }
                monitor: { for: 2m, every: 15s }

                """;
        }

        foreach (var environment in Environments)
        {
            files[$"environments/{environment}/environment.yaml"] =
                "target: { process: local }\nrollback: { merge: automatic }\n";
            foreach (var application in Applications)
            {
                files[$"environments/{environment}/{application}.yaml"] =
                    $"version: {version}\nurl: http://{application}.{environment}.example\n";
            }
        }

        return files;
    }

    public static void WriteTo(string folder, string version)
    {
        foreach (var (path, text) in At(version))
        {
            var file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }
    }
}
