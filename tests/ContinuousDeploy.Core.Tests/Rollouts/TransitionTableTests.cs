using ContinuousDeploy.Core.Rollouts;

namespace ContinuousDeploy.Core.Tests.Rollouts;

public sealed class TransitionTableTests
{
    private const string Begin = "<!-- the table: printed from the code, see TransitionTableTests -->\n";
    private const string End = "<!-- end of the table -->\n";

    [Fact]
    public void The_table_in_the_design_is_what_the_code_does()
    {
        var file = Path.Combine(Checkout.Root, "docs", "design.md");
        var text = File.ReadAllText(file);
        var from = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var to = text.IndexOf(End, StringComparison.Ordinal);
        Assert.True(from >= Begin.Length && to >= from, "docs/design.md has lost the markers of the table.");

        var printed = TransitionTable.Print();
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(file, text[..from] + printed + text[to..]);
            return;
        }

        Assert.Equal(printed, text[from..to]);
    }

    [Fact]
    public void Every_phase_and_every_event_has_its_place_in_the_table()
    {
        var phases = TransitionTable.Phases
            .Select(phase => phase.State.Rollout?.Phase.GetType()).OfType<Type>().ToHashSet();
        Assert.Equal(typeof(Phase).GetNestedTypes().ToHashSet(), phases);

        var outcomes = TransitionTable.Phases
            .Select(phase => phase.State.Rollout?.Phase).OfType<Phase.Ended>().Select(ended => ended.Outcome).ToHashSet();
        // A superseded rollout has always given way to the one that overtook it: it is never the newest.
        Assert.Equal(Enum.GetValues<Outcome>().Except([Outcome.Superseded]).ToHashSet(), outcomes);
    }
}
