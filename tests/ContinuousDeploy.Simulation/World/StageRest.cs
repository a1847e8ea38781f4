using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Rollouts;

namespace ContinuousDeploy.Simulation.World;

/// <summary>What must be so of a stage once people and faults have been quiet for a while.</summary>
public static class StageRest
{
    /// <param name="version">What Git says, or null where it has no pin.</param>
    /// <returns>Why the stage is not at rest yet, or null.</returns>
    public static string? WhyNot(Ground world, StageId id, string? version)
    {
        if (world.Stages.IsBusy(id))
        {
            return $"{id} still wants something.";
        }

        if (world.Stages.Known(id) is not { Rollout: { } rollout } state)
        {
            return $"{id} has never been told of a pin.";
        }

        if (!state.Pending.IsEmpty || state.Next is not null)
        {
            return $"{id} still wants {state.Pending.FirstOrDefault()?.Key ?? "its next pin"}.";
        }

        if (version is not null && rollout.Request.Version.Version != version)
        {
            return $"{id} is about {rollout.Request.Version}, and Git says {version}.";
        }

        return rollout.Phase is Phase.Waiting or Phase.Ended
            ? WhyNotUsers(world, id, state) ?? WhyNotMachines(world, id)
            : $"{id} is {rollout.Phase.GetType().Name}.";
    }

    private static string? WhyNotUsers(Ground world, StageId id, StageState state)
    {
        var route = world.Gateway.Routes.GetValueOrDefault(id)?.Instance;
        if (route != state.Live?.Instance)
        {
            return $"{id}: users get {route}, and the ledger says {state.Live?.Instance}.";
        }

        var rollout = state.Rollout!;
        return rollout.Phase is Phase.Ended { Outcome: Outcome.Succeeded } && state.Live?.Version != rollout.Request.Version
            ? $"{id}: {rollout.Request.Version} has succeeded, and users get {state.Live?.Version}."
            : null;
    }

    private static string? WhyNotMachines(Ground world, StageId id)
    {
        var route = world.Gateway.Routes.GetValueOrDefault(id)?.Instance;
        var leaked = world.Machines.All.FirstOrDefault(instance =>
            instance.Stage == id && instance.IsUp && instance.Name != route);
        return leaked is null ? null : $"{id}: {leaked.Name} ({leaked.Version}) still runs, and users get {route}.";
    }
}
