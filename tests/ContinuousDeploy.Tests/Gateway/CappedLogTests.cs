using ContinuousDeploy.Gateway.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace ContinuousDeploy.Tests.Gateway;

public sealed class CappedLogTests
{
    [Fact]
    public void A_log_never_grows_beyond_its_limit_and_keeps_the_newest_lines()
    {
        var folder = Directory.CreateTempSubdirectory("log-").FullName;
        var path = Path.Combine(folder, "gateway.log");
        using (var log = new CappedLog(path, new FakeTimeProvider(), limit: 1000))
        {
            var logger = log.CreateLogger("Test");
            for (var number = 0; number < 100; number++)
            {
                logger.Log(LogLevel.Information, default, number, null, (state, _) => $"Line {state}\nforged line");
            }
        }

        Assert.InRange(new FileInfo(path).Length, 1, 1100);
        Assert.InRange(new FileInfo(path + ".1").Length, 1000, 1100);
        Assert.Equal(
            "2000-01-01T00:00:00.000Z Information Test: Line 99 forged line", File.ReadAllLines(path)[^1]);
        Directory.Delete(folder, recursive: true);
    }
}
