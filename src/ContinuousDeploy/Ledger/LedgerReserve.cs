namespace ContinuousDeploy.Ledger;

/// <summary>
/// Space on the ledger's disk that is kept free for what must go on when the disk is full: rollouts and rollbacks that
/// are under way. It is a file beside the ledger that holds nothing and is removed when a write finds no space. From then
/// on nothing new is taken, until there is room for the file again.
/// </summary>
public sealed class LedgerReserve
{
    /// <summary>In bytes. A turn of a stage takes some 40 kB of the log, a rollout about ten turns.</summary>
    private const long Size = 8L << 20;

    private readonly string path;

    public LedgerReserve(string ledger)
    {
        path = ledger + ".reserve";
        Allocate();
    }

    /// <summary>False while the space is given away: the disk was full.</summary>
    public bool IsKept { get; private set; }

    /// <summary>Gives the space away.</summary>
    public void Release()
    {
        IsKept = false;
        try
        {
            File.Delete(path);
        }
        catch (Exception stays) when (stays is IOException or UnauthorizedAccessException)
        {
            // Then there is no space to give: the next write says what is wrong.
        }
    }

    /// <summary>
    /// Takes the space back where there is twice as much: what has just been given away is not taken from those it was
    /// given to.
    /// </summary>
    /// <returns>Whether it is kept now.</returns>
    public bool TryRestore()
    {
        if (!IsKept && Free() >= 2 * Size)
        {
            Allocate();
        }

        return IsKept;
    }

    private long Free()
    {
        try
        {
            return new DriveInfo(Path.GetDirectoryName(path)!).AvailableFreeSpace;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private void Allocate()
    {
        try
        {
            // Allocated, not only promised: a file with holes would keep nothing free.
            using var file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
                PreallocationSize = Size,
            });
            file.SetLength(Size);
            IsKept = true;
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException)
        {
            Release();
        }
    }
}

/// <summary>Which space a write may take.</summary>
public enum LedgerSpace
{
    /// <summary>What is free: for what is new, and for what can be told later.</summary>
    Free,

    /// <summary>The reserve too: for what was begun, so that it comes to an end.</summary>
    Reserve,
}
