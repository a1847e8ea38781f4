using System.Collections.Concurrent;
using System.Text;

namespace ContinuousDeploy.Tests.Scenarios;

/// <summary>What must be seen nowhere, and everything that can be seen.</summary>
public sealed partial class Scenario
{
    // Where GitHub and people keep things, and the files that secrets are configured in.
    private static readonly string[] NotOurs = ["git", "source", "app.pem", "secret"];

    private readonly ConcurrentQueue<string> log = new();

    /// <summary>Every secret that the bot was given or has been told until now.</summary>
    internal Canaries Canaries()
    {
        var canaries = new Canaries();
        canaries.Add("webhook secret", Secret);
        canaries.Add("other webhook secret", OtherSecret);
        canaries.Add("target's secret", TargetSecret);
        var key = string.Concat(app.PrivateKeyPem.Split('\n').Where(line => !line.StartsWith('-')).Select(line => line.Trim()));
        canaries.Add("private key, its beginning", key[40..100]);
        canaries.Add("private key, its end", key[^100..^40]);
        // As GitHub knows them: in the exchanges they are hidden.
        foreach (var token in github.World.InstallationTokens.All)
        {
            canaries.Add("installation token", token.Value);
            canaries.Add("installation token as Git sends it", $"x-access-token:{token.Value}");
        }

        return canaries;
    }

    /// <summary>Everything that leaves the bot, by where it was seen: log, calls to GitHub, files, child processes.</summary>
    internal IEnumerable<(string Where, string Text)> Outputs()
    {
        var calls = exchanges.Select(exchange => (
            $"{exchange.Method} {exchange.Path}",
            $"{exchange.Path} {exchange.Query} {exchange.RequestBody}"));
        return log.Select(line => ("the log", line)).Concat(calls).Concat(Files()).Concat(Children());
    }

    /// <summary>Writes a line as the bot's own log would, to prove that the search would find it there.</summary>
    internal void PlantInLog(string line) => log.Enqueue(line);

    /// <summary>Writes a file where the bot keeps its own.</summary>
    internal void PlantInFile(string text) => File.WriteAllText(Path.Combine(folder.FullName, "planted"), text);

    private IEnumerable<(string Where, string Text)> Files()
    {
        foreach (var file in folder.EnumerateFiles("*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(folder.FullName, file.FullName);
            // What is empty says nothing; the ledger's lock is, and cannot be opened.
            if (file.Length > 0 && !NotOurs.Contains(path.Split(Path.DirectorySeparatorChar)[0]))
            {
                using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                using var reader = new StreamReader(stream, Encoding.UTF8);
                yield return (path, reader.ReadToEnd());
            }
        }
    }

    private static IEnumerable<(string Where, string Text)> Children()
    {
        if (!OperatingSystem.IsLinux())
        {
            yield break;
        }

        var parent = $"PPid:\t{Environment.ProcessId}";
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(name => char.IsAsciiDigit(Path.GetFileName(name)[0])))
        {
            var (status, shown) = ("", "");
            try
            {
                status = File.ReadAllText(Path.Combine(process, "status"));
                shown = File.ReadAllText(Path.Combine(process, "cmdline")) + File.ReadAllText(Path.Combine(process, "environ"));
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // It ended, or is another user's and then not ours.
            }

            if (status.Contains(parent, StringComparison.Ordinal))
            {
                yield return ("a child process", shown);
            }
        }
    }
}
