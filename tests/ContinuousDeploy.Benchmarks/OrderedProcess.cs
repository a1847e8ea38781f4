using System.Diagnostics;

namespace ContinuousDeploy.Benchmarks;

/// <summary>
/// This program again, in a process of its own. The first line it says is where it listens; then it reads orders, one a
/// line, and answers each with one.
/// </summary>
internal sealed class OrderedProcess : IDisposable
{
    private readonly Process process;

    private OrderedProcess(Process process, Uri address)
    {
        this.process = process;
        Address = address;
    }

    public Uri Address { get; }

    /// <param name="configuration">By the names that configuration has in files.</param>
    /// <exception cref="IOException">It ended instead; its standard error says why.</exception>
    public static async Task<OrderedProcess> StartAsync(
        IReadOnlyCollection<string> arguments,
        IReadOnlyDictionary<string, string?> configuration,
        CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in configuration)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var process = Process.Start(start)!;
        return new OrderedProcess(process, new Uri(await ReadAsync(process, cancellationToken)));
    }

    /// <returns>Its answer.</returns>
    /// <exception cref="IOException">It ended instead.</exception>
    public async Task<string> OrderAsync(string order, CancellationToken cancellationToken)
    {
        await process.StandardInput.WriteLineAsync(order.AsMemory(), cancellationToken);
        await process.StandardInput.FlushAsync(cancellationToken);
        return await ReadAsync(process, cancellationToken);
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    private static async Task<string> ReadAsync(Process process, CancellationToken cancellationToken) =>
        await process.StandardOutput.ReadLineAsync(cancellationToken) ?? throw new IOException("The process has ended.");
}
