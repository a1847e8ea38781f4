using ContinuousDeploy.Simulation.Scheduling;
using Microsoft.Extensions.Logging;

namespace ContinuousDeploy.Simulation.World;

/// <summary>
/// What every simulated world stands on: chance and time, the machines, the gateway, the ledger's disk, and what the bot
/// must never do to them.
/// </summary>
public class Ground
{
    private readonly Action<string>? note;

    /// <param name="swarm">What goes wrong, or null to draw it.</param>
    /// <param name="readsTurns">See <see cref="StageRules.ReadsTurns"/>.</param>
    /// <param name="draw">Draws what goes wrong.</param>
    public Ground(
        ulong seed,
        Flaw flaw,
        Action<string>? note,
        Swarm? swarm,
        bool readsTurns = true,
        Func<Dice, Swarm>? draw = null)
    {
        this.note = note;
        Seed = seed;
        Flaw = flaw;
        Dice = new Dice(seed);
        // Drawn in any case: what was drawn for a seed, given with it, is the same history.
        var drawn = (draw ?? Swarm.Draw)(Dice);
        Swarm = swarm ?? drawn;
        Scheduler = new Scheduler(Dice, new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));
        Machines = new Machines(flaw) { Note = Note };
        Gateway = new Gateway(Machines, flaw)
        {
            Note = Note,
            Now = () => Scheduler.Now,
            LongestRequest = () => Dice.Within(TimeSpan.FromSeconds(20)),
        };
        Store = new Store(flaw);
        Stages = new StageRules(this) { ReadsTurns = readsTurns };
    }

    public ulong Seed { get; }

    /// <summary>The mistake that is planted in this world.</summary>
    public Flaw Flaw { get; }

    public Dice Dice { get; }

    public Scheduler Scheduler { get; }

    /// <summary>What goes wrong now.</summary>
    public Swarm Swarm { get; set; }

    public Machines Machines { get; }

    public Gateway Gateway { get; }

    public Store Store { get; }

    public StageRules Stages { get; }

    /// <summary>What the bot's code threw and should not have, or null.</summary>
    public Exception? Failure { get; set; }

    /// <summary>How often something happened that some histories must see.</summary>
    public Dictionary<string, long> Sights { get; } = new(StringComparer.Ordinal);

    public void Saw(string what) => Sights[what] = Sights.GetValueOrDefault(what) + 1;

    /// <summary>Tells whoever reads the history along what has just happened.</summary>
    public void Note(Func<string> what) => note?.Invoke($"{Scheduler.Now:HH:mm:ss.fff}  {what()}");

    /// <summary>Tells of every turn that the ledger takes from now on.</summary>
    public void TellTurns(TurnTaken taken) =>
        Store.Saved += (before, _, write) => taken(Scheduler.Now + Swarm.ClockWrongBy, before, write);

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
            Failure ??= StageRules.IsExpected(exception) ? null : exception;
        }
    }

    /// <summary>A log that looks at the exceptions it is given.</summary>
    public ILogger<T> Log<T>() => new ExceptionLog<T>(this);

    private sealed class ExceptionLog<T>(Ground world) : ILogger<T>
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
            if (exception is not null && !StageRules.IsExpected(exception))
            {
                world.Failure ??= exception;
            }
        }
    }
}
