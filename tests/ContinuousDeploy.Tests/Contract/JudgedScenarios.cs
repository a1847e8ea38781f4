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

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("judged-scenarios");
    private readonly ExchangeLog log;

    public JudgedScenarios() => log = new ExchangeLog(File);

    private string File => Path.Combine(folder.FullName, "exchanges.jsonl");

    public void Add(Exchange exchange) => log.Write(exchange);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        log.Dispose();
        try
        {
            if (new FileInfo(File).Length > 0 && Judge.WhyMissing() is null)
            {
                await JudgeAsync("openapi");
                await JudgeAsync("graphql");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task JudgeAsync(string judge)
    {
        var (exitCode, findings) = await Judge.RunAsync(judge, File, CancellationToken.None);
        Assert.True(exitCode is 0 or NothingToJudge, findings);
    }
}
