using System.CommandLine;
using ContinuousDeploy.Git;

namespace ContinuousDeploy.Cli;

/// <summary>The commands of <c>cdeploy</c>.</summary>
public static class CommandLine
{
    private const string Description = """
        Looks at an environments repository: the Git repository that says which version of each
        application belongs in each environment.

        Examples:
          cdeploy validate
          cdeploy plan origin/main my-branch
          cdeploy plan HEAD~1 HEAD --repository ../environments --output json

        Exit codes: 0 fine, 1 problems were found, 2 the command line is wrong,
        3 a folder, repository or commit could not be reached.
        """;

    /// <summary>Runs one command and returns its <see cref="ExitCode"/>.</summary>
    public static int Run(string[] arguments, TextWriter output, TextWriter error)
    {
        var root = new RootCommand(Description) { ValidateCommand.Create(), PlanCommand.Create() };
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count == 0)
        {
            return Invoke(parsed, output, error);
        }

        foreach (var wrong in parsed.Errors)
        {
            error.WriteLine(wrong.Message);
        }

        error.WriteLine("Run cdeploy --help to see the commands, or cdeploy COMMAND --help for one of them.");
        return ExitCode.WrongUsage;
    }

    private static int Invoke(ParseResult parsed, TextWriter output, TextWriter error)
    {
        try
        {
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
            });
        }
        // The end of the line: what a user's disk or repository can do to any command is told in a sentence. A mistake
        // of the program itself is none of these and ends it with its stack trace.
        catch (Exception unreachable)
            when (unreachable is RepositoryCorruptException or IOException or UnauthorizedAccessException)
        {
            error.WriteLine(unreachable.Message);
            return ExitCode.Unreachable;
        }
    }
}
