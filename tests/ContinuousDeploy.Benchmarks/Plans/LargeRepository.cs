using ContinuousDeploy.Core;
using LibGit2Sharp;

namespace ContinuousDeploy.Benchmarks.Plans;

/// <summary>A repository of 20 environments and 1,000 applications, packed as a fetched mirror is.</summary>
public static class LargeRepository
{
    public const int Environments = 20;
    public const int Applications = 1000;

    /// <summary>Makes a bare repository whose commits each raise one pin, and returns them oldest first.</summary>
    public static IReadOnlyList<CommitSha> Create(string folder, int changes)
    {
        using var repository = new Repository(Repository.Init(folder, isBare: true));
        var objects = repository.ObjectDatabase;
        var author = new Signature("A Tester", "tester@example.com", DateTimeOffset.FromUnixTimeSeconds(1_790_000_000));
        var files = AddFiles(objects);
        var commits = new List<Commit>();
        for (var index = 0; index <= changes; index++)
        {
            if (index > 0)
            {
                // From the commit before, so that only the folder of the changed pin is written anew.
                files = TreeDefinition.From(commits[^1]);
                AddPin(objects, files, index * 7 % Environments, index * 13 % Applications, $"2000.{index}.0");
            }

            commits.Add(objects.CreateCommit(
                author, author, $"Change {index}", objects.CreateTree(files), commits.TakeLast(1), false));
        }

        repository.Refs.Add("refs/heads/main", commits[^1].Id);
        Pack(folder);
        return [.. commits.Select(commit => new CommitSha(commit.Sha))];
    }

    private static TreeDefinition AddFiles(ObjectDatabase objects)
    {
        var files = new TreeDefinition();
        for (var application = 0; application < Applications; application++)
        {
            var name = Application(application);
            files.Add(
                $"environments/applications/{name}.yaml", Text(objects, ApplicationFile(name)), Mode.NonExecutableFile);
            for (var environment = 0; environment < Environments; environment++)
            {
                AddPin(objects, files, environment, application, $"1.{application}.{environment}");
            }
        }

        for (var environment = 0; environment < Environments; environment++)
        {
            var after = environment == 0 ? "" : $"after: [{Environment(environment - 1)}]\n";
            files.Add(
                $"environments/{Environment(environment)}/environment.yaml",
                Text(objects, after + "target: { process: local }\nroles: { promote: [\"@acme/developers\"] }\n"),
                Mode.NonExecutableFile);
        }

        return files;
    }

    private static void AddPin(
        ObjectDatabase objects, TreeDefinition files, int environment, int application, string version)
    {
        var (folder, name) = (Environment(environment), Application(application));
        var text = $"version: {version}\nurl: http://{name}.{folder}.example\n";
        files.Add($"environments/{folder}/{name}.yaml", Text(objects, text), Mode.NonExecutableFile);
    }

    private static string ApplicationFile(string name) => $$"""
        artifact: {{name}}/{version}.tar.gz
        run: { command: ["./{{name}}"], ready: /readyz, secrets: [DATABASE_URL] }
        strategy: blueGreen
        verify:
          smoke:
            - { get: /readyz, expect: { status: 200, within: 500ms } }
            - { get: /, expect: { status: 200, contains: welcome } }
        monitor: { for: 10m, every: 15s }
        owners: ["@acme/developers"]
        url: http://{{name}}.example

        """;

    private static string Environment(int number) => $"environment-{number:d2}";

    private static string Application(int number) => $"application-{number:d4}";

    private static Blob Text(ObjectDatabase objects, string text)
    {
        using var content = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        return objects.CreateBlob(content);
    }

    private static void Pack(string folder)
    {
        using var git = System.Diagnostics.Process.Start("git", ["-C", folder, "gc", "--quiet"]);
        git.WaitForExit();
    }
}
