namespace ContinuousDeploy.GitHub;

/// <summary>One turn at a time for each key. Keys that nobody waits for are forgotten.</summary>
public sealed class KeyedLock<TKey>
    where TKey : notnull
{
    private readonly Dictionary<TKey, Turn> turns = [];

    /// <summary>Waits for the key's turn, which ends when the result is disposed.</summary>
    public async Task<IDisposable> EnterAsync(TKey key, CancellationToken cancellationToken)
    {
        var turn = Join(key);
        try
        {
            await turn.Free.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Leave(key, turn);
            throw;
        }

        return new Lease(this, key, turn);
    }

    private Turn Join(TKey key)
    {
        lock (turns)
        {
            if (!turns.TryGetValue(key, out var turn))
            {
                turns[key] = turn = new Turn();
            }

            turn.Users++;
            return turn;
        }
    }

    private void Leave(TKey key, Turn turn)
    {
        lock (turns)
        {
            if (--turn.Users == 0)
            {
                turns.Remove(key);
            }
        }
    }

    private sealed class Turn
    {
        public SemaphoreSlim Free { get; } = new(1, 1);

        public int Users { get; set; }
    }

    private sealed class Lease(KeyedLock<TKey> owner, TKey key, Turn turn) : IDisposable
    {
        public void Dispose()
        {
            turn.Free.Release();
            owner.Leave(key, turn);
        }
    }
}
