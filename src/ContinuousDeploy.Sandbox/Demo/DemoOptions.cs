namespace ContinuousDeploy.Sandbox.Demo;

/// <summary>What the command line asked for.</summary>
/// <param name="Folder">Where to keep the state, or null for a temporary folder.</param>
public sealed record DemoOptions(bool Story, string? Folder)
{
    public const string Usage =
        """
        Starts a local GitHub, the bot, the gateway and a sample shop on this machine; nothing leaves it.

          dotnet run --project src/ContinuousDeploy.Sandbox [-- options]

        --story          play a scripted day and check every step; exit 0 only if all of it was observed
        --folder PATH    keep repositories, ledger and logs in this empty folder instead of a temporary one
        --help           this text

        """;

    /// <summary>Reads the command line; null stands for a wish for help.</summary>
    /// <exception cref="DemoException">An argument is not known, or lacks its value.</exception>
    public static DemoOptions? Parse(ReadOnlySpan<string> arguments) => arguments switch
    {
        [] => new DemoOptions(Story: false, Folder: null),
        ["--help" or "-h" or "-?", ..] => null,
        ["--story", .. var rest] => Parse(rest) is { } options ? options with { Story = true } : null,
        ["--folder", var folder, .. var rest] => Parse(rest) is { } options ? options with { Folder = folder } : null,
        ["--folder"] => throw new DemoException($"--folder needs a path.\n\n{Usage}"),
        [var unknown, ..] => throw new DemoException($"{unknown} is not an option.\n\n{Usage}"),
    };
}
