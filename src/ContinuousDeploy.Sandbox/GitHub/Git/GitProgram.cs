using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace ContinuousDeploy.Sandbox.GitHub.Git;

/// <summary>Runs the <c>git</c> program without a shell and without the user's configuration.</summary>
public static class GitProgram
{
    /// <summary>Runs a command to its end.</summary>
    /// <param name="input">What it reads, or null for nothing.</param>
    /// <exception cref="GitMissingException">There is no <c>git</c> program.</exception>
    public static async Task<GitResult> RunAsync(
        string folder,
        IEnumerable<string> arguments,
        ReadOnlyMemory<byte> input,
        IReadOnlyDictionary<string, string>? environment,
        CancellationToken cancellationToken)
    {
        using Process process = Start(folder, arguments, environment);
        try
        {
            using MemoryStream output = new();
            Task reading = process.StandardOutput.BaseStream.CopyToAsync(output, cancellationToken);
            Task<string> complaining = process.StandardError.ReadToEndAsync(cancellationToken);
            await WriteAsync(process, input, cancellationToken);
            await Task.WhenAll(reading, complaining);
            await process.WaitForExitAsync(cancellationToken);
            return new(process.ExitCode, output.ToArray(), (await complaining).Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Starts a command whose streams the caller copies itself.</summary>
    /// <exception cref="GitMissingException">There is no <c>git</c> program.</exception>
    public static Process Start(
        string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment)
    {
        ProcessStartInfo start = new("git")
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        SetEnvironment(start, environment);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception cause)
        {
            throw new GitMissingException(cause);
        }
    }

    private static void SetEnvironment(ProcessStartInfo start, IReadOnlyDictionary<string, string>? environment)
    {
        string? path = start.Environment["PATH"];
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        start.Environment["LC_ALL"] = "C";
        start.Environment["TZ"] = "UTC";
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }
    }

    private static async Task WriteAsync(
        Process process, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // Git ended before it had read everything; its exit code and message say why.
        }
    }
}

/// <param name="Error">What it wrote to standard error.</param>
public sealed record GitResult(int ExitCode, byte[] Output, string Error)
{
    public string Text => Encoding.UTF8.GetString(Output);

    public string Line => Text.Trim();
}

/// <summary>The <c>git</c> program cannot be started.</summary>
public sealed class GitMissingException(Exception cause)
    : Exception("The sandbox needs the git program (2.38 or newer) on PATH. Install git, then start again.", cause);

/// <summary>A git command failed that cannot fail while the sandbox is right.</summary>
public sealed class GitFailedException(string command, GitResult result)
    : Exception($"git {command} ended with {result.ExitCode}: {result.Error}");
