using ContinuousDeploy.Sandbox.GitHub.Exchanges;
using ContinuousDeploy.Sandbox.GitHub.Faults;

namespace ContinuousDeploy.Tests.Scenarios;

/// <summary>Answers that get lost: of GitHub's, and of the target's and the traffic's.</summary>
public sealed partial class Scenario
{
    private readonly Lock losing = new();
    private List<(string Change, int Before)> toLose = [];

    /// <summary>What the bot asked of the target and of traffic, and which answer gets lost.</summary>
    public AnswerLoss Answers { get; } = new();

    /// <summary>True once every answer that was to be lost has been.</summary>
    public bool HasLost => toLose.Count == 0 && github.Faults.Left == 0;

    /// <summary>What the bot has left at GitHub.</summary>
    public string AtGitHub => GitHubPicture.Of(github.World, app.Bot);

    /// <summary>GitHub makes changes as it was asked to and the bot never hears of it.</summary>
    /// <param name="changes">Each as in <see cref="Changes"/>, with how many times the same is asked for before, from now on.</param>
    public void LoseAnswersOf(IEnumerable<(string Change, int Before)> changes)
    {
        lock (losing)
        {
            toLose = [.. changes];
            LoseNow();
        }
    }

    private void Observe(Exchange exchange)
    {
        exchanges.Enqueue(exchange);
        lock (losing)
        {
            toLose = [.. toLose.Select(wanted => wanted.Change == ChangeOf(exchange) ? (wanted.Change, wanted.Before - 1) : wanted)];
            LoseNow();
        }
    }

    private void LoseNow()
    {
        foreach (var (change, _) in toLose.Where(wanted => wanted.Before == 0))
        {
            var (method, path) = change.Split(' ') is [var verb, var rest] ? (verb, rest) : ("", "");
            github.Faults.Add(new RequestFault(method, path, RequestFaultKind.DropAnswer));
        }

        toLose.RemoveAll(wanted => wanted.Before == 0);
    }

    private static string ChangeOf(Exchange exchange) => $"{exchange.Method} {exchange.Path}";
}
