namespace ContinuousDeploy.Git;

/// <summary>
/// Carries out a <see cref="FetchOrder"/> in this process, for as long as the server likes: see <see cref="IFetchRunner"/>.
/// </summary>
public static class FetchWork
{
    public static FetchOutcome Run(FetchOrder order)
    {
        Libgit2.Prepare();
        var server = new GitServer(new Uri(order.Origin));
        if (!server.TryAccept($"{server.Origin}{order.Owner}/{order.Name}", out var address, out var refusal))
        {
            return new FetchOutcome.Unreachable(refusal);
        }

        try
        {
            return Run(order, new Fetch(server, address, order.Token, order.Bytes));
        }
        catch (Exception disk) when (disk is IOException or UnauthorizedAccessException)
        {
            return new FetchOutcome.Unreachable($"The mirror's folder cannot be used: {Fetch.Shorten(disk.Message)}");
        }
    }

    private static FetchOutcome Run(FetchOrder order, Fetch fetch)
    {
        var place = new MirrorFolder(order.Folder);
        place.Prepare();
        if (!order.Anew)
        {
            if (order.Tidy)
            {
                MirrorFolder.RemoveLeftovers(place.Path);
            }

            return fetch.Into(place.Path);
        }

        MirrorFolder.Create(place.Next);
        var outcome = fetch.Into(place.Next);
        if (outcome is FetchOutcome.Fetched)
        {
            place.Swap();
        }

        return outcome;
    }
}
