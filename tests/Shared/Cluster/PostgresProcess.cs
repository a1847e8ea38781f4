using System.Diagnostics;
using System.Security.Cryptography;
using ContinuousDeploy.Sandbox.Demo;
using Npgsql;

namespace ContinuousDeploy.Testing.Cluster;

/// <summary>
/// A real PostgreSQL server on the loopback address, in a temporary folder, as a user that is not root.
/// </summary>
public sealed class PostgresProcess : IAsyncDisposable
{
    // PostgreSQL refuses to run as root.
    private const string Nobody = "65534";

    private readonly string password = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
    private readonly int port = Ports.Free();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("postgres-");
    private readonly string programs;
    private int databases;

    private string Data => Path.Combine(folder.FullName, "data");

    private string Administrator =>
        $"Host=127.0.0.1;Port={port};Username=tests;Password={password};SSL Mode=Disable;Database=postgres";

    private PostgresProcess(string programs) => this.programs = programs;

    /// <summary>Starts a server; null where PostgreSQL is not installed.</summary>
    public static PostgresProcess? Start()
    {
        if (FindPrograms() is not { } programs)
        {
            return null;
        }

        var server = new PostgresProcess(programs);
        server.Initialize();
        return server;
    }

    /// <summary>Makes an empty database.</summary>
    /// <returns>How to connect to it.</returns>
    public string CreateDatabase()
    {
        var name = $"test{Interlocked.Increment(ref databases)}";
        using var connection = new NpgsqlConnection(Administrator + ";Pooling=False");
        connection.Open();
        using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        command.ExecuteNonQuery();
        return new NpgsqlConnectionStringBuilder(Administrator) { Database = name }.ToString();
    }

    public ValueTask DisposeAsync()
    {
        Run("pg_ctl", "stop", "-D", Data, "-m", "immediate");
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private static string? FindPrograms() =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))
                .Where(bin => File.Exists(Path.Combine(bin, "initdb"))).Max(StringComparer.Ordinal)
            : null;

    private void Initialize()
    {
        var secret = Path.Combine(folder.FullName, "password");
        File.WriteAllText(secret, password);
        if (Environment.IsPrivilegedProcess)
        {
            Execute("chown", "-R", $"{Nobody}:{Nobody}", folder.FullName);
        }

        Run("initdb", "-D", Data, "-U", "tests", "--pwfile", secret, "-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8");
        var settings = $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=300";
        Run("pg_ctl", "start", "-w", "-D", Data, "-l", Path.Combine(folder.FullName, "log"), "-o", settings);
    }

    private void Run(string program, params string[] arguments)
    {
        var path = Path.Combine(programs, program);
        if (Environment.IsPrivilegedProcess)
        {
            Execute("setpriv", ["--reuid", Nobody, "--regid", Nobody, "--clear-groups", path, .. arguments]);
        }
        else
        {
            Execute(path, arguments);
        }
    }

    // Output goes to a file: the server keeps what it was started with open.
    private void Execute(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/sh")
        {
            ArgumentList = { "-c", "exec \"$@\" >\"$0\" 2>&1 </dev/null", Path.Combine(folder.FullName, "output"), program },
            WorkingDirectory = "/",
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            var output = File.ReadAllText(Path.Combine(folder.FullName, "output"));
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {output}");
        }
    }
}
