using System.CommandLine;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Planning;
using ContinuousDeploy.Git;

namespace ContinuousDeploy.Cli;

/// <summary><c>cdeploy plan</c>: what merging a change would do, by the same rules as the bot.</summary>
public static class PlanCommand
{
    private static readonly Dictionary<string, Func<Plan, string>> Formats = new(StringComparer.Ordinal)
    {
        ["table"] = PlanTable.Render,
        ["json"] = PlanJson.Render,
        ["markdown"] = PlanMarkdown.Render,
    };

    private static readonly Argument<string> Base = new("BASE")
    {
        Description = "The commit before the change: a branch, tag, commit id or any other Git revision.",
    };

    private static readonly Argument<string> Head = new("HEAD")
    {
        Description = "The commit with the change.",
    };

    private static readonly Option<string> Repository = new("--repository")
    {
        Description = "The Git repository, bare or with a working tree.",
        HelpName = "folder",
        DefaultValueFactory = _ => ".",
    };

    private static readonly Option<string?> Configuration = new("--config")
    {
        Description = "A file to take instead of BASE's continuous-deploy.yaml: where pins live in other files.",
        HelpName = "file",
    };

    private static readonly Option<string> Output = new("--output")
    {
        Description = "For people at a terminal, for programs, or for a pull request.",
        HelpName = "table|json|markdown",
        DefaultValueFactory = _ => "table",
    };

    public static Command Create()
    {
        Output.AcceptOnlyFromAmong([.. Formats.Keys]);
        var command = new Command("plan", "Says what HEAD changes compared with BASE, and what is wrong with it.")
        {
            Base, Head, Repository, Configuration, Output,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        using var reader = GitReader.Open(parsed.GetRequiredValue(Repository));
        if (Resolve(reader, parsed.GetRequiredValue(Base), error) is not { } before
            || Resolve(reader, parsed.GetRequiredValue(Head), error) is not { } after)
        {
            return ExitCode.Unreachable;
        }

        var trees = PlanSources.Read(
            reader, reader.TreeOf(before), reader.TreeOf(after), ReadConfiguration(parsed), new ReadBudget());
        var plan = Planner.Plan(before, trees.Base, after, trees.Head);
        output.Write(Formats[parsed.GetRequiredValue(Output)](plan));
        return plan.Problems.IsEmpty ? ExitCode.Fine : ExitCode.No;
    }

    private static SourceFile? ReadConfiguration(ParseResult parsed) => parsed.GetValue(Configuration) is { } path
        ? WorkFolder.ReadFile(new FileInfo(path), RepositoryFile.Path)
        : null;

    private static CommitSha? Resolve(GitReader reader, string revision, TextWriter error)
    {
        if (reader.History.Resolve(revision) is { } commit)
        {
            return commit;
        }

        error.WriteLine(
            $"There is no commit '{revision}' in this repository. "
            + "A shallow clone lacks older ones: run git fetch --unshallow.");
        return null;
    }
}
