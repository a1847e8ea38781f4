using System.Reflection;
using System.Runtime.InteropServices;
using LibGit2Sharp;

namespace ContinuousDeploy.Git;

/// <summary>
/// The native Git library: settings for the whole process, and reading of raw objects, which LibGit2Sharp does not
/// offer. Every use of LibGit2Sharp goes through <see cref="Prepare"/> first.
/// </summary>
internal static partial class Libgit2
{
    private const string Library = "git2";
    private const int SetServerConnectTimeout = 39;
    private const int SetServerTimeout = 41;

    private static readonly ConfigurationLevel[] Foreign =
    [
        ConfigurationLevel.Global, ConfigurationLevel.Xdg, ConfigurationLevel.System, ConfigurationLevel.ProgramData,
    ];

    private static readonly Lazy<bool> Prepared = new(PrepareOnce);

    /// <summary>How long a server may stay silent; without it a call waits for ever and cannot be cancelled.</summary>
    public static TimeSpan SilenceLimit { get; } = TimeSpan.FromSeconds(20);

    public static void Prepare() => _ = Prepared.Value;

    [LibraryImport(Library, EntryPoint = "git_repository_open", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int OpenRepository(out IntPtr repository, string path);

    [LibraryImport(Library, EntryPoint = "git_repository_free")]
    internal static partial void FreeRepository(IntPtr repository);

    [LibraryImport(Library, EntryPoint = "git_repository_odb")]
    internal static partial int OpenObjects(out IntPtr objects, IntPtr repository);

    [LibraryImport(Library, EntryPoint = "git_odb_free")]
    internal static partial void FreeObjects(IntPtr objects);

    [LibraryImport(Library, EntryPoint = "git_odb_read_header")]
    internal static partial int ReadHeader(
        out nuint length, out int type, ObjectStore.Handle objects, ReadOnlySpan<byte> id);

    [LibraryImport(Library, EntryPoint = "git_odb_read")]
    internal static partial int Read(out IntPtr found, ObjectStore.Handle objects, ReadOnlySpan<byte> id);

    [LibraryImport(Library, EntryPoint = "git_odb_object_data")]
    internal static partial IntPtr Content(IntPtr found);

    [LibraryImport(Library, EntryPoint = "git_odb_object_size")]
    internal static partial nuint Length(IntPtr found);

    [LibraryImport(Library, EntryPoint = "git_odb_object_free")]
    internal static partial void FreeObject(IntPtr found);

    [LibraryImport(Library, EntryPoint = "git_libgit2_opts")]
    private static partial int Configure(int option, int value);

    private static bool PrepareOnce()
    {
        NativeLibrary.SetDllImportResolver(typeof(Libgit2).Assembly, Resolve);

        // A user's or machine's configuration may rewrite addresses (insteadOf), name proxies or turn checks off.
        foreach (var level in Foreign)
        {
            GlobalSettings.SetConfigSearchPaths(level, "");
        }

        // Who owns the folder matters to programs that run hooks or filters from it. Here nothing is ever run.
        GlobalSettings.SetOwnerValidation(false);

        // The options function takes a variable argument list. Everywhere but on Apple's ARM machines that passes an
        // integer as an ordinary call does; there the library keeps its default, and a fetch its own deadline.
        if (!OperatingSystem.IsMacOS())
        {
            var milliseconds = (int)SilenceLimit.TotalMilliseconds;
            if (Configure(SetServerConnectTimeout, milliseconds) != 0 || Configure(SetServerTimeout, milliseconds) != 0)
            {
                throw new InvalidOperationException("The Git library refused a timeout.");
            }
        }

        return true;
    }

    /// <summary>The library's file is named after the commit it was built from; LibGit2Sharp knows which.</summary>
    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        var file = $"{Library}-{GlobalSettings.Version.LibGit2CommitSha[..7]}";
        return name == Library ? NativeLibrary.Load(file, typeof(Repository).Assembly, path) : IntPtr.Zero;
    }
}
