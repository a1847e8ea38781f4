using System.Diagnostics.CodeAnalysis;

namespace ContinuousDeploy.Git;

/// <summary>
/// A tree object, read entry by entry from its bytes. A tree whose entries are not in Git's order, are there twice or
/// have impossible names is not taken: two programs would read it differently.
/// </summary>
internal sealed class RawTree
{
    public static readonly RawTree Empty = new([], []);

    private readonly byte[] content;
    private readonly Entry[] entries;

    private RawTree(byte[] content, Entry[] entries)
    {
        this.content = content;
        this.entries = entries;
    }

    public int Count => entries.Length;

    public static bool TryParse(byte[] content, [NotNullWhen(true)] out RawTree? tree)
    {
        tree = null;
        var found = new List<Entry>(content.Length / 40);
        for (var at = 0; at < content.Length;)
        {
            if (ParseEntry(content, at) is not { } entry
                || (found.Count > 0 && Compare(content, found[^1], content, entry) >= 0))
            {
                return false;
            }

            found.Add(entry);
            at = entry.IdStart + GitObjectId.Length;
        }

        tree = new RawTree(content, [.. found]);
        return true;
    }

    public ReadOnlySpan<byte> Name(int index) =>
        content.AsSpan(entries[index].NameStart, entries[index].NameLength);

    /// <summary>The mode and object of an entry.</summary>
    public TreeItem Item(int index) =>
        new(entries[index].Mode, new GitObjectId(content.AsSpan(entries[index].IdStart, GitObjectId.Length)));

    /// <summary>The entry of a name, or null. Names are compared byte by byte: case and Unicode form count.</summary>
    public TreeItem? Find(ReadOnlySpan<byte> name)
    {
        for (var index = 0; index < entries.Length; index++)
        {
            if (Name(index).SequenceEqual(name))
            {
                return Item(index);
            }
        }

        return null;
    }

    /// <summary>Less than, equal to or more than 0, in Git's order: a folder's name ends in a slash there.</summary>
    public static int Compare(RawTree left, int leftIndex, RawTree right, int rightIndex) =>
        Compare(left.content, left.entries[leftIndex], right.content, right.entries[rightIndex]);

    private static Entry? ParseEntry(byte[] content, int start)
    {
        var rest = content.AsSpan(start);
        var space = rest.IndexOf((byte)' ');
        if (space is < 5 or > 6 || ParseMode(rest[..space]) is not { } mode)
        {
            return null;
        }

        var name = rest[(space + 1)..];
        var length = name.IndexOf((byte)0);
        if (length <= 0 || name.Length < length + 1 + GitObjectId.Length || name[..length].Contains((byte)'/'))
        {
            return null;
        }

        return new Entry(mode, start + space + 1, length);
    }

    private static ItemMode? ParseMode(ReadOnlySpan<byte> octal)
    {
        var mode = 0;
        foreach (var digit in octal)
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return null;
            }

            mode = (mode << 3) | (digit - '0');
        }

        return (ItemMode)mode;
    }

    private static int Compare(byte[] left, in Entry one, byte[] right, in Entry other)
    {
        var first = left.AsSpan(one.NameStart, one.NameLength);
        var second = right.AsSpan(other.NameStart, other.NameLength);
        var shared = Math.Min(first.Length, second.Length);
        var order = first[..shared].SequenceCompareTo(second[..shared]);
        return order != 0 ? order : After(first, one, shared).CompareTo(After(second, other, shared));
    }

    private static int After(ReadOnlySpan<byte> name, in Entry entry, int at) =>
        at < name.Length ? name[at] : entry.Mode == ItemMode.Folder ? '/' : 0;

    private readonly record struct Entry(ItemMode Mode, int NameStart, int NameLength)
    {
        public int IdStart => NameStart + NameLength + 1;
    }
}

/// <summary>What a tree's entry points at.</summary>
internal readonly record struct TreeItem(ItemMode Mode, GitObjectId Id);

/// <summary>Git's modes. A tree may hold any other number as well.</summary>
internal enum ItemMode
{
    Folder = 0x4000,
    File = 0x81A4,
    ExecutableFile = 0x81ED,
    SymbolicLink = 0xA000,
    Submodule = 0xE000,
}
