using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace ContinuousDeploy.Ledger;

/// <summary>
/// Tells whether the files of an open ledger are still the ones at their path. A file that is deleted while it is open
/// can be written without any error, and everything written is lost; in WAL mode SQLite does not look.
/// </summary>
public static class LedgerFiles
{
    /// <summary>SQLITE_FCNTL_HAS_MOVED: whether the file was renamed, deleted or replaced. See SQLite's manual.</summary>
    private const int HasMoved = 20;

    public static bool AreInPlace(SqliteConnection connection)
    {
        var handle = connection.Handle!;
        var code = FileControl(handle.DangerousGetHandle(), nint.Zero, HasMoved, out var moved);
        GC.KeepAlive(handle);
        return code == SQLitePCL.raw.SQLITE_OK && moved == 0 && File.Exists(connection.DataSource + "-wal");
    }

    /// <param name="name">Null: the main database.</param>
    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
    private static extern int FileControl(nint database, nint name, int operation, out int answer);
}
