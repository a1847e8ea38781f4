using System.Collections.Immutable;

namespace ContinuousDeploy.Sandbox.GitHub.State;

/// <summary>
/// All entities of one kind, in the order they were made. A reader always sees a whole state, because rows never change
/// in place; a writer holds the world's lock.
/// </summary>
/// <param name="firstId">The id before the first one, as large as GitHub's are today: most need 64 bits.</param>
public sealed class Table<T>(long firstId)
    where T : class, IEntity
{
    private ImmutableSortedDictionary<long, T> rows = ImmutableSortedDictionary<long, T>.Empty;
    private long lastId = firstId;

    /// <summary>The rows by ascending id.</summary>
    public IEnumerable<T> All => rows.Values;

    public T? Find(long id) => rows.GetValueOrDefault(id);

    /// <summary>The row that another row names.</summary>
    /// <exception cref="KeyNotFoundException">There is none: a bug of the sandbox.</exception>
    public T this[long id] => rows[id];

    /// <summary>Takes an id without a row, for what shares its ids with another kind.</summary>
    internal long TakeId() => ++lastId;

    internal T Add(Func<long, T> make)
    {
        T row = make(++lastId);
        rows = rows.Add(row.Id, row);
        return row;
    }

    internal T Replace(T row)
    {
        rows = rows.SetItem(row.Id, row);
        return row;
    }

    internal void Remove(long id) => rows = rows.Remove(id);
}
