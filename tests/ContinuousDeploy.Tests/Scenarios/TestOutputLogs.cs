using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ContinuousDeploy.Tests.Scenarios;

/// <summary>
/// The bot's log in the output of the test that made it run, without Orleans' complaints that time jumps.
/// </summary>
/// <param name="lines">Takes every line.</param>
internal sealed class TestOutputLogs(ConcurrentQueue<string> lines) : ILoggerProvider
{
    private readonly ITestOutputHelper? output = TestContext.Current.TestOutputHelper;

    public ILogger CreateLogger(string categoryName) => new OutputLog(output, lines, categoryName);

    public void Dispose()
    {
    }

    private sealed class OutputLog(ITestOutputHelper? output, ConcurrentQueue<string> lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) =>
            logLevel >= (category.StartsWith("ContinuousDeploy", StringComparison.Ordinal) ? LogLevel.Information : LogLevel.Warning);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                var line = $"{logLevel} {category}: {formatter(state, exception)}{(exception is null ? "" : $"\n{exception}")}";
                lines.Enqueue(line);
                if (!category.StartsWith("Orleans", StringComparison.Ordinal))
                {
                    output?.WriteLine(line);
                }
            }
        }
    }
}
