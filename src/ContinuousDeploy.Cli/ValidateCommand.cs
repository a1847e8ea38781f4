using System.CommandLine;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Git;

namespace ContinuousDeploy.Cli;

/// <summary><c>cdeploy validate</c>: everything that is wrong in the environments folder, committed or not.</summary>
public static class ValidateCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("path")
        {
            Description = "The folder that holds 'environments'. Of a bare repository, HEAD is checked.",
            DefaultValueFactory = _ => ".",
        };
        var command = new Command("validate", "Prints every problem in the environments folder, committed or not.")
        {
            path,
        };
        command.SetAction(parsed =>
        {
            var streams = parsed.InvocationConfiguration;
            return Run(parsed.GetRequiredValue(path), streams.Output, streams.Error);
        });
        return command;
    }

    private static int Run(string path, TextWriter output, TextWriter error)
    {
        if ((WorkFolder.Read(path) ?? ReadBare(path)) is not var (configuration, tree))
        {
            error.WriteLine(
                $"There is no folder '{RepositoryFile.DefaultRoot}' and no {RepositoryFile.Path} in '{path}'. "
                + "Name the folder that holds one of them.");
            return ExitCode.Unreachable;
        }

        var manifest = ManifestReader.Read(tree);
        var unreadable = tree.Files.Values.Select(file => file.Unreadable).OfType<Problem>();
        var problems = configuration.Problems.Union(manifest.Problems).Union(unreadable).ToList();
        foreach (var problem in problems)
        {
            output.WriteLine(problem with { At = problem.At with { File = Path.Join(Prefix(path), problem.At.File) } });
        }

        output.WriteLine(Summary(manifest, problems));
        return problems.Count == 0 ? ExitCode.Fine : ExitCode.No;
    }

    private static string Summary(Manifest manifest, List<Problem> problems)
    {
        var files = problems.Select(problem => problem.At.File).Distinct().Count();
        var (stages, environments) = (manifest.Stages.Count, manifest.Environments.Count);
        return problems.Count == 0
            ? $"{Count(stages, "stage")} in {Count(environments, "environment")}: no problems"
            : $"{Count(problems.Count, "problem")} in {Count(files, "file")}";
    }

    private static string Count(int number, string thing) => number == 1 ? $"1 {thing}" : $"{number} {thing}s";

    private static string Prefix(string path) => path == "." ? "" : path;

    private static CheckedFiles? ReadBare(string path)
    {
        if (!Directory.Exists(path) || !GitReader.IsBare(path))
        {
            return null;
        }

        using var reader = GitReader.Open(path);
        if (reader.History.Resolve("HEAD") is not { } head)
        {
            return null;
        }

        var (tree, budget) = (reader.TreeOf(head), new ReadBudget());
        var configuration = RepositoryFile.Read(reader.Read(tree, RepositoryFile.Path, budget));
        return new CheckedFiles(configuration, EnvironmentsTree.Read(reader, tree, configuration.Root, budget));
    }
}
