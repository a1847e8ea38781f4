using ContinuousDeploy.Sandbox.GitHub.Exchanges;
using ContinuousDeploy.Tests.Contract;

[assembly: AssemblyFixture(typeof(JudgedScenarios))]

namespace ContinuousDeploy.Tests.Contract;

/// <summary>
/// What every scenario's bot and sandbox said to each other, held against GitHub's descriptions once all have run: a
/// finding is an error of the whole run.
/// </summary>
public sealed class JudgedScenarios : IAsyncLifetime
{
    // The judges' own: there was nothing for them to judge, as where only some tests were run.
    private const int NothingToJudge = 2;

    // Only once there is something to judge: tests that kill a process of these tests would leave a folder each.
    private readonly Lazy<DirectoryInfo> folder = new(() => Directory.CreateTempSubdirectory("judged-scenarios"));
    private readonly Lazy<ExchangeLog> log;

    public JudgedScenarios() => log = new Lazy<ExchangeLog>(() => new ExchangeLog(File));

    private string File => Path.Combine(folder.Value.FullName, "exchanges.jsonl");

    public void Add(Exchange exchange) => log.Value.Write(exchange);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (!log.IsValueCreated)
        {
            return;
        }

        log.Value.Dispose();
        try
        {
            if (Judge.WhyMissing() is null)
            {
                await JudgeAsync("openapi");
                await JudgeAsync("graphql");
            }
        }
        finally
        {
            folder.Value.Delete(recursive: true);
        }
    }

    private async Task JudgeAsync(string judge)
    {
        var (exitCode, findings) = await Judge.RunAsync(judge, File, CancellationToken.None);
        Assert.True(exitCode is 0 or NothingToJudge, findings);
    }
}
