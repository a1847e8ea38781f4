using ContinuousDeploy.Sandbox.GitHub.Exchanges;
using ContinuousDeploy.Sandbox.GitHub.Faults;

namespace ContinuousDeploy.Tests.Scenarios;

/// <summary>Answers that get lost: of GitHub's, and of the target's and the traffic's.</summary>
public sealed partial class Scenario
{
    private readonly Lock losing = new();
    private (string Change, int Before)? toLose;

    /// <summary>What the bot asked of the target and of traffic, and which answer gets lost.</summary>
    public AnswerLoss Answers { get; } = new();

    /// <summary>True once every answer that was to be lost has been.</summary>
    public bool HasLost => toLose is null && github.Faults.Left == 0;

    /// <summary>What the bot has left at GitHub.</summary>
    public string AtGitHub => GitHubPicture.Of(github.World, app.Bot);

    /// <summary>GitHub makes a change as it was asked to and the bot never hears of it.</summary>
    /// <param name="change">As in <see cref="Changes"/>.</param>
    /// <param name="before">How many times the same change is asked for before, from now on.</param>
    public void LoseAnswerOf(string change, int before)
    {
        lock (losing)
        {
            toLose = (change, before);
            LoseNow();
        }
    }

    private void Observe(Exchange exchange)
    {
        exchanges.Enqueue(exchange);
        lock (losing)
        {
            if (toLose is { } wanted && ChangeOf(exchange) == wanted.Change)
            {
                toLose = wanted with { Before = wanted.Before - 1 };
                LoseNow();
            }
        }
    }

    private void LoseNow()
    {
        if (toLose is ({ } change, 0) && change.Split(' ') is [var method, var path])
        {
            toLose = null;
            github.Faults.Add(new RequestFault(method, path, RequestFaultKind.DropAnswer));
        }
    }

    private static string ChangeOf(Exchange exchange) => $"{exchange.Method} {exchange.Path}";
}
