namespace ContinuousDeploy;

/// <summary>How the bot starts itself for work in a process of its own.</summary>
internal static class ThisProgram
{
    /// <summary>The program and the arguments that start it, also where another program hosts the bot.</summary>
    public static (string Program, string[] Arguments) With(string argument)
    {
        var beside = Path.Combine(AppContext.BaseDirectory, "ContinuousDeploy");
        return File.Exists(beside) ? (beside, [argument]) : (Environment.ProcessPath!, [beside + ".dll", argument]);
    }
}
