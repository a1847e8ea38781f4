using ContinuousDeploy.Core;
using ContinuousDeploy.Targets;

namespace ContinuousDeploy.Simulation.World;

/// <summary>One version that runs, or ran.</summary>
public sealed class Instance(string name, StageId stage, string version)
{
    public string Name => name;

    public StageId Stage => stage;

    public string Version => version;

    public bool IsUp { get; set; } = true;

    /// <summary>The bot stopped it, so it is down because the bot wanted it so.</summary>
    public bool WasStopped { get; set; }

    /// <summary>How often it was started.</summary>
    public int Starts { get; set; } = 1;
}

/// <summary>The target that versions run on. Instances outlive the bot, and may die by themselves.</summary>
public sealed class Machines(Flaw flaw)
{
    private readonly Dictionary<string, Instance> instances = new(StringComparer.Ordinal);
    private readonly Dictionary<StageId, long> fences = [];

    /// <summary>Whether a commit that the default branch has had pins a version to a stage.</summary>
    public Func<StageId, string, bool> WasMerged { get; set; } = (_, _) => true;

    /// <summary>Where users of a stage go.</summary>
    public Func<StageId, string?> RouteOf { get; set; } = _ => null;

    /// <summary>How many requests an instance has yet to answer.</summary>
    public Func<string, long> InFlight { get; set; } = _ => 0;

    public Action<Func<string>> Note { get; init; } = _ => { };

    public IEnumerable<Instance> All => instances.Values;

    public Instance? Find(string name) => instances.GetValueOrDefault(name);

    public EnsureOutcome Ensure(InstanceRequest request)
    {
        if (!IsNewest(request.Stage, request.Fence))
        {
            return new EnsureOutcome.Fenced();
        }

        var version = request.Version.Version;
        if (!WasMerged(request.Stage, version))
        {
            throw new ViolationException("merged", $"{version} comes up in {request.Stage}, and no merged commit says so.");
        }

        if (Releases.NatureOf(version) is Nature.NeverReady)
        {
            return new EnsureOutcome.Bad("It was not ready within 30 s.", null);
        }

        Note(() => $"{request.Instance} ({version}) is ensured, fence {request.Fence}");
        return new EnsureOutcome.Up(Start(request, version));
    }

    public InstanceState Observe(string name) => Find(name) is { IsUp: true } ? InstanceState.Ready : InstanceState.Gone;

    public StopOutcome Stop(StopRequest request)
    {
        if (!IsNewest(request.Stage, request.Fence))
        {
            return StopOutcome.Fenced;
        }

        if (Find(request.Instance) is { } instance)
        {
            Note(() => $"{instance.Name} is stopped, fence {request.Fence}");
            Stop(instance);
        }

        return StopOutcome.Stopped;
    }

    private void Stop(Instance instance)
    {
        if (instance.IsUp && RouteOf(instance.Stage) == instance.Name)
        {
            throw new ViolationException(
                "outage", $"{instance.Name} is stopped while users of {instance.Stage} are sent to it.");
        }

        if (instance.IsUp && InFlight(instance.Name) > 0)
        {
            throw new ViolationException("dropped", $"{instance.Name} is stopped while it answers a request.");
        }

        instance.IsUp = false;
        instance.WasStopped = true;
    }

    private bool IsNewest(StageId stage, long fence)
    {
        if (fence < fences.GetValueOrDefault(stage) && flaw is not Flaw.TargetWithoutFence)
        {
            return false;
        }

        fences[stage] = fence;
        return true;
    }

    private Uri Start(InstanceRequest request, string version)
    {
        if (!instances.TryGetValue(request.Instance, out var instance))
        {
            instances.Add(request.Instance, new Instance(request.Instance, request.Stage, version));
        }
        else if (!instance.IsUp)
        {
            instance.IsUp = true;
            instance.WasStopped = false;
            instance.Starts++;
        }

        return new Uri($"http://{request.Instance}.machine");
    }
}
