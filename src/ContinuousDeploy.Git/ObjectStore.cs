using System.Runtime.InteropServices;

namespace ContinuousDeploy.Git;

/// <summary>
/// Raw objects of a repository by id. An object's hash is checked on every read, and its size before it is read, so
/// that a small compressed bomb stays small.
/// </summary>
internal sealed class ObjectStore : IDisposable
{
    private readonly Handle objects;

    /// <exception cref="RepositoryCorruptException">The folder is no repository.</exception>
    public ObjectStore(string repository)
    {
        Libgit2.Prepare();
        objects = Handle.Open(repository);
    }

    public void Dispose() => objects.Dispose();

    /// <summary>An object's size in bytes, without reading it.</summary>
    /// <exception cref="RepositoryCorruptException">It is missing or damaged.</exception>
    public long Size(GitObjectId id, ObjectKind kind)
    {
        Span<byte> name = stackalloc byte[GitObjectId.Length];
        id.CopyTo(name);
        if (Libgit2.ReadHeader(out var length, out var type, objects, name) != 0 || type != (int)kind)
        {
            throw Missing(id, kind);
        }

        return checked((long)length);
    }

    /// <summary>An object's content, or null where it has more than <paramref name="atMost"/> bytes.</summary>
    /// <exception cref="RepositoryCorruptException">It is missing or damaged.</exception>
    public byte[]? Read(GitObjectId id, ObjectKind kind, int atMost)
    {
        if (Size(id, kind) > atMost)
        {
            return null;
        }

        Span<byte> name = stackalloc byte[GitObjectId.Length];
        id.CopyTo(name);
        if (Libgit2.Read(out var found, objects, name) != 0)
        {
            throw Missing(id, kind);
        }

        try
        {
            var content = new byte[checked((int)Libgit2.Length(found))];
            Marshal.Copy(Libgit2.Content(found), content, 0, content.Length);
            return content;
        }
        finally
        {
            Libgit2.FreeObject(found);
        }
    }

    private static RepositoryCorruptException Missing(GitObjectId id, ObjectKind kind) =>
        new($"The {kind.ToString().ToLowerInvariant()} {id} is missing or damaged.");

    /// <summary>Owns the native handle.</summary>
    internal sealed class Handle() : SafeHandle(IntPtr.Zero, ownsHandle: true)
    {
        public override bool IsInvalid => handle == IntPtr.Zero;

        public static Handle Open(string path)
        {
            if (Libgit2.OpenRepository(out var repository, path) != 0)
            {
                throw new RepositoryCorruptException($"The folder '{path}' is not a Git repository, or a damaged one.");
            }

            try
            {
                return Libgit2.OpenObjects(out var objects, repository) == 0
                    ? new Handle { handle = objects }
                    : throw new RepositoryCorruptException($"The objects of '{path}' cannot be opened.");
            }
            finally
            {
                Libgit2.FreeRepository(repository);
            }
        }

        protected override bool ReleaseHandle()
        {
            Libgit2.FreeObjects(handle);
            return true;
        }
    }
}

/// <summary>Kinds of Git objects, by the library's numbers.</summary>
internal enum ObjectKind
{
    Commit = 1,
    Tree = 2,
    Blob = 3,
}
