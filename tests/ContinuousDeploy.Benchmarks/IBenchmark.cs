namespace ContinuousDeploy.Benchmarks;

/// <summary>One measurement that a single command repeats.</summary>
public interface IBenchmark
{
    /// <summary>The name it is started by, in lower case.</summary>
    string Name { get; }

    /// <summary>What it measures, in one line.</summary>
    string Question { get; }

    /// <param name="arguments">What stands after the name on the command line.</param>
    Task<BenchmarkLine> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken);
}
