using ContinuousDeploy.Simulation.Bot;
using ContinuousDeploy.Simulation.Scheduling;
using Microsoft.Extensions.Logging;

namespace ContinuousDeploy.Simulation.World;

/// <summary>Everything outside the bot, and what it must never do there.</summary>
public sealed class Planet
{
    private static readonly string[] Environments = ["staging", "production"];
    private static readonly string[] Applications = ["shop", "mail"];

    private readonly Action<string>? note;

    public Planet(ulong seed, Flaw flaw, Action<string>? note = null)
    {
        this.note = note;
        Flaw = flaw;
        Dice = new Dice(seed);
        Swarm = Swarm.Draw(Dice);
        Scheduler = new Scheduler(Dice, new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));
        EnvironmentNames = Environments[..Swarm.Environments];
        ApplicationNames = Applications[..Swarm.Applications];
        var git = new GitHistory(Releases.Files(EnvironmentNames, ApplicationNames));
        Site = new GitHubSite(git);
        Trees = new Trees(git);
        if (Trees.ManifestOf(git.Tip).Problems is { IsEmpty: false } problems)
        {
            throw new InvalidOperationException($"The world's repository is wrong: {string.Join(' ', problems)}");
        }

        Machines = new Machines { Note = Note };
        Gateway = new Gateway(Machines) { Note = Note };
        Store = new Store(flaw);
        Rules = new Rules(this);
    }

    /// <summary>The mistake that is planted in this world.</summary>
    public Flaw Flaw { get; }

    public Dice Dice { get; }

    public Scheduler Scheduler { get; }

    /// <summary>What goes wrong now.</summary>
    public Swarm Swarm { get; set; }

    public string[] EnvironmentNames { get; }

    public string[] ApplicationNames { get; }

    public GitHubSite Site { get; }

    public Trees Trees { get; }

    public Machines Machines { get; }

    public Gateway Gateway { get; }

    public Store Store { get; }

    public Rules Rules { get; }

    /// <summary>What the bot's code threw and should not have, or null.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Tells whoever reads the history along what has just happened.</summary>
    public void Note(Func<string> what) => note?.Invoke($"{Scheduler.Now:HH:mm:ss.fff}  {what()}");

    /// <summary>Waits for work of the bot whose result nobody else sees.</summary>
    public async void Watch(Task work)
    {
        try
        {
            await work;
        }
        catch (Exception exception)
        {
            // Of any kind: what the bot's code lets out and should not is what a history looks for.
            Failure ??= Rules.IsExpected(exception) ? null : exception;
        }
    }

    /// <summary>A log that looks at the exceptions it is given.</summary>
    public ILogger<T> Log<T>() => new ExceptionLog<T>(this);

    private sealed class ExceptionLog<T>(Planet world) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (exception is not null && !Rules.IsExpected(exception))
            {
                world.Failure ??= exception;
            }
        }
    }
}
