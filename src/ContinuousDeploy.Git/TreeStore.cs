using System.Text;

namespace ContinuousDeploy.Git;

/// <summary>
/// Tree objects by id. The last few are kept: the head of one comparison is most often the base of the next. A tree's
/// content never changes, so nothing kept can be out of date.
/// </summary>
internal sealed class TreeStore(ObjectStore objects)
{
    private const int MaximumTreeBytes = 16 * 1024 * 1024;
    private const int KeptTrees = 64;
    private const int LargestKept = 256 * 1024;

    private readonly Dictionary<GitObjectId, RawTree> kept = [];
    private readonly Queue<GitObjectId> order = new();

    /// <summary>A tree, or null where it is malformed or larger than can be in good faith.</summary>
    /// <exception cref="RepositoryCorruptException">It is missing or damaged.</exception>
    public RawTree? Read(GitObjectId id)
    {
        if (kept.TryGetValue(id, out var known))
        {
            return known;
        }

        var content = objects.Read(id, ObjectKind.Tree, MaximumTreeBytes);
        if (content is null || !RawTree.TryParse(content, out var tree))
        {
            return null;
        }

        if (content.Length <= LargestKept)
        {
            Keep(id, tree);
        }

        return tree;
    }

    /// <summary>What stands at a path below a tree; null for nothing, or behind a malformed folder.</summary>
    public TreeItem? Find(GitObjectId root, string path)
    {
        var item = new TreeItem(ItemMode.Folder, root);
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (item.Mode != ItemMode.Folder || Read(item.Id)?.Find(Encoding.UTF8.GetBytes(name)) is not { } next)
            {
                return null;
            }

            item = next;
        }

        return item;
    }

    private void Keep(GitObjectId id, RawTree tree)
    {
        if (order.Count == KeptTrees)
        {
            kept.Remove(order.Dequeue());
        }

        kept.Add(id, tree);
        order.Enqueue(id);
    }
}
