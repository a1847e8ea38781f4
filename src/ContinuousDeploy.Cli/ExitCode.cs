namespace ContinuousDeploy.Cli;

/// <summary>What <c>cdeploy</c> returns.</summary>
public static class ExitCode
{
    /// <summary>Fine.</summary>
    public const int Fine = 0;

    /// <summary>The question was answered, and the answer is no: problems were found.</summary>
    public const int No = 1;

    /// <summary>The command line was wrong.</summary>
    public const int WrongUsage = 2;

    /// <summary>A folder, repository or commit could not be reached.</summary>
    public const int Unreachable = 3;
}
