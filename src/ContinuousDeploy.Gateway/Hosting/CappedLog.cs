using System.Text;

namespace ContinuousDeploy.Gateway.Hosting;

/// <summary>
/// Log lines in a file that never grows beyond a limit: a full one becomes <c>….1</c>, which replaces the one before.
/// </summary>
public sealed class CappedLog(string path, TimeProvider time, long limit = CappedLog.DefaultLimit) : ILoggerProvider
{
    /// <summary>Bytes in one file; two are kept.</summary>
    public const long DefaultLimit = 4 * 1024 * 1024;

    private readonly Lock writing = new();
    private FileStream file = Open(path);

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public void Dispose()
    {
        lock (writing)
        {
            file.Dispose();
        }
    }

    private static FileStream Open(string path) =>
        new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    private void Write(LogLevel level, string category, string text)
    {
        var line = $"{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {level} {category}: {text.ReplaceLineEndings(" ")}\n";
        lock (writing)
        {
            if (file.Length >= limit)
            {
                file.Dispose();
                File.Move(path, path + ".1", overwrite: true);
                file = Open(path);
            }

            file.Write(Encoding.UTF8.GetBytes(line));
        }
    }

    private sealed class Category(CappedLog log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            log.Write(logLevel, name, $"{formatter(state, exception)} {exception}".TrimEnd());
    }
}
