using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Traffic;

namespace ContinuousDeploy.Gateway.Routing;

/// <summary>
/// The routes and their one writer. A change is on disk before it shows: whoever has been told that users were moved
/// finds them moved after a crash too.
/// </summary>
public sealed class RouteBook(RouteFile file, RouteTable start)
{
    private readonly Lock writing = new();
    private volatile RouteTable current = start;

    /// <summary>The routes from now on, until the next change.</summary>
    public RouteTable Current => current;

    /// <summary>Points a stage at an instance, in one step, from the next request on.</summary>
    /// <exception cref="IOException">The change could not be saved; the route stays where it was.</exception>
    public RouteChange Move(StageRoute route)
    {
        lock (writing)
        {
            if (current.Find(route.Stage()) is { } before)
            {
                if (route.Fence < before.Fence)
                {
                    return new RouteChange.Fenced(before.Fence);
                }

                if (route == before)
                {
                    return new RouteChange.Done(before);
                }
            }

            if (current.Find(route.Host()) is { } holder && holder.Route.Stage() != route.Stage())
            {
                return new RouteChange.HostTaken(holder.Route.Stage());
            }

            Publish(current.With(route));
            return new RouteChange.Done(route);
        }
    }

    /// <summary>Removes a stage's route: its host answers no more. Removing one that is gone is no error.</summary>
    /// <exception cref="IOException">The change could not be saved; the route stays.</exception>
    public void Remove(StageId stage)
    {
        lock (writing)
        {
            if (current.Find(stage) is not null)
            {
                Publish(current.Without(stage));
            }
        }
    }

    /// <summary>
    /// Enters a request for this host, so that its instance counts it, or gives null for an unknown host. The caller
    /// calls <see cref="InstanceTraffic.Leave"/> when the request has ended.
    /// </summary>
    public Destination? Enter(string host)
    {
        while (true)
        {
            var table = current;
            if (table.Find(host) is not { } destination)
            {
                return null;
            }

            destination.Traffic.Enter();
            // Counted first, compared second: either this request sees the switch and turns round, or whoever asks
            // after the switch sees the count. So a count of 0 means that the instance can be stopped.
            Interlocked.MemoryBarrier();
            if (ReferenceEquals(table, current) || ReferenceEquals(current.Find(host)?.Traffic, destination.Traffic))
            {
                return destination;
            }

            destination.Traffic.Leave();
        }
    }

    private void Publish(RouteTable next)
    {
        file.Write(next.Routes);
        current = next;
        Interlocked.MemoryBarrier();
    }
}

/// <summary>What came of a change.</summary>
public abstract record RouteChange
{
    private RouteChange()
    {
    }

    /// <summary>The route is as asked, and on disk.</summary>
    public sealed record Done(StageRoute Route) : RouteChange;

    /// <summary>A higher fence has been seen.</summary>
    public sealed record Fenced(long Highest) : RouteChange;

    /// <summary>The url's host belongs to another stage.</summary>
    public sealed record HostTaken(StageId Holder) : RouteChange;
}
