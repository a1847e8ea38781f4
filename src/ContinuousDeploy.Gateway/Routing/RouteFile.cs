using System.Text.Json;
using ContinuousDeploy.Core.Traffic;

namespace ContinuousDeploy.Gateway.Routing;

/// <summary>
/// The routes on disk: <c>routes.json</c>, and the generation before it in <c>routes.previous.json</c>.
/// </summary>
public sealed class RouteFile(string folder)
{
    private readonly string newest = Path.Combine(folder, GatewayLayout.RoutesFile);
    private readonly string previous = Path.Combine(folder, GatewayLayout.PreviousRoutesFile);

    /// <summary>Saves the routes; they survive a crash and a power cut from the moment this returns.</summary>
    /// <exception cref="IOException">The routes could not be saved; those saved before are still read.</exception>
    public void Write(IReadOnlyList<StageRoute> routes)
    {
        var list = new RouteList(RouteList.CurrentFormat, routes);
        DurableFile.Replace(newest, previous, JsonSerializer.SerializeToUtf8Bytes(list, GatewayJson.Default.RouteList));
    }

    /// <summary>
    /// The routes as last acknowledged. Where the newest file is damaged, those before the last change, and the damage.
    /// </summary>
    /// <exception cref="InvalidDataException">
    /// No file is readable: starting without routes would drop all users.
    /// </exception>
    public SavedRoutes Read()
    {
        var newestGiven = Read(newest, out var newestRoutes, out var newestDamage);
        var previousGiven = Read(previous, out var previousRoutes, out var previousDamage);
        return (newestRoutes, previousRoutes) switch
        {
            ({ } routes, _) => new SavedRoutes(routes, Damage: null),
            // A crash between the two renames of a change that was never acknowledged: what is left is whole.
            (null, { } routes) when !newestGiven => new SavedRoutes(routes, Damage: null),
            (null, { } routes) => new SavedRoutes(routes, $"{newest} is damaged: {newestDamage}"),
            _ when !newestGiven && !previousGiven => new SavedRoutes([], Damage: null),
            _ => throw new InvalidDataException(
                $"The saved routes are damaged ({newestDamage ?? previousDamage}) and no older copy is readable. "
                + $"Restore {newest} from a backup, or remove {newest} and {previous} to start without routes: "
                + "the bot sets them again."),
        };
    }

    private static bool Read(string path, out IReadOnlyList<StageRoute>? routes, out string? damage)
    {
        (routes, damage) = (null, null);
        try
        {
            var list = JsonSerializer.Deserialize(File.ReadAllBytes(path), GatewayJson.Default.RouteList);
            damage = list is null ? "It holds null." : Problem(list);
            routes = damage is null ? list!.Routes : null;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (JsonException error)
        {
            damage = error.Message;
        }

        return true;
    }

    private static string? Problem(RouteList list)
    {
        if (list.Format != RouteList.CurrentFormat)
        {
            return $"It has format {list.Format}, and this gateway reads format {RouteList.CurrentFormat}.";
        }

        var routes = list.Routes;
        return routes.Select(route => route is null ? "A route is null." : route.Problem())
                .FirstOrDefault(problem => problem is not null)
            ?? (routes.DistinctBy(route => route.Stage()).Count() < routes.Count ? "A stage is there twice." : null)
            ?? (routes.DistinctBy(route => route.Host(), StringComparer.OrdinalIgnoreCase).Count() < routes.Count
                ? "Two stages have one host."
                : null);
    }
}

/// <param name="Damage">Why the newest routes could not be read and these are older, or null.</param>
public sealed record SavedRoutes(IReadOnlyList<StageRoute> Routes, string? Damage);
