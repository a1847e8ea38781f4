using ContinuousDeploy.GitHub;
using ContinuousDeploy.GitHub.Authentication;
using ContinuousDeploy.GitHub.Transport;
using ContinuousDeploy.Simulation.Scheduling;
using ContinuousDeploy.Simulation.World;

namespace ContinuousDeploy.Simulation.Bot;

/// <summary>The way from one process to GitHub: the bot's own limiter, then the wire, then GitHub's own counting.</summary>
public sealed class GitHubLine
{
    private static readonly Uri Address = new("https://api.github.example/");

    private readonly Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send;

    private readonly Planet world;

    public GitHubLine(Planet world, Wire wire, TimeProvider time)
    {
        this.world = world;
        send = new HttpMessageInvoker(new RateHandler(time) { InnerHandler = new Network(world, wire) }).SendAsync;
    }

    /// <summary>Asks as the installation.</summary>
    /// <exception cref="GitHubUnavailableException"/>
    public Task<T> AskAsync<T>(Func<T> question, CancellationToken cancellationToken) =>
        SendAsync(OfInstallation(TokenPurpose.Ask, CallPriority.Urgent), HttpMethod.Get, question, cancellationToken);

    /// <summary>Changes something as the installation.</summary>
    /// <exception cref="GitHubUnavailableException"/>
    public Task<T> ChangeAsync<T>(CallPriority priority, Func<T> change, CancellationToken cancellationToken) =>
        SendAsync(OfInstallation(TokenPurpose.Report, priority), HttpMethod.Post, change, cancellationToken);

    /// <summary>Asks, or has something done, as the app itself.</summary>
    /// <exception cref="GitHubUnavailableException"/>
    public Task<T> AsAppAsync<T>(HttpMethod method, Func<T> effect, CancellationToken cancellationToken) =>
        SendAsync(new Call(new Caller.App(), CallPriority.Urgent), method, effect, cancellationToken);

    private static Call OfInstallation(TokenPurpose purpose, CallPriority priority) => new(
        new Caller.Installation(SimulatedGitHub.Repository.Installation, SimulatedGitHub.Repository.Id, purpose), priority);

    private async Task<T> SendAsync<T>(
        Call call, HttpMethod method, Func<T> effect, CancellationToken cancellationToken)
    {
        T? result = default;
        var isSent = false;
        using var request = new HttpRequestMessage(method, Address);
        call.StampOn(request);
        request.Options.Set(Network.Effect, () => result = effect());
        request.Options.Set(Network.Sent, () => isSent = true);
        try
        {
            using var answer = await send(request, cancellationToken);
            answer.EnsureSuccessStatusCode();
            return result!;
        }
        catch (GitHubUnavailableException) when (!isSent)
        {
            world.Saw("the bot kept itself from a call");
            throw;
        }
    }

    /// <summary>Sends a request to the simulated GitHub, where its effect happens unless a limit is reached.</summary>
    private sealed class Network(Planet world, Wire wire) : HttpMessageHandler
    {
        private readonly CallRules ofApp = new(world);
        private readonly CallRules ofInstallation = new(world);

        /// <summary>What a request does at GitHub.</summary>
        public static HttpRequestOptionsKey<Action> Effect { get; } = new("Simulation.Effect");

        /// <summary>Is told that a request leaves the process.</summary>
        public static HttpRequestOptionsKey<Action> Sent { get; } = new("Simulation.Sent");

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var isApp = Call.Of(request).Caller is Caller.App;
            var points = request.Method == HttpMethod.Get ? 1 : 5;

            // What the app asks for as itself, webhooks and tokens, is no content.
            var isContent = points > 1 && !isApp;
            var rules = isApp ? ofApp : ofInstallation;
            var budget = isApp ? world.Site.AppBudget : world.Site.InstallationBudget;
            rules.Sends(points, isContent);
            Do(request, Sent);
            var answer = await wire.CallAsync(
                () => At(request, budget.Answer(points, isContent)),
                () => new GitHubUnavailableException("GitHub does not answer.", null),
                cancellationToken);
            rules.Hears(answer);
            return answer;
        }

        private static HttpResponseMessage At(HttpRequestMessage request, HttpResponseMessage answer)
        {
            if (answer.IsSuccessStatusCode)
            {
                Do(request, Effect);
            }

            return answer;
        }

        private static void Do(HttpRequestMessage request, HttpRequestOptionsKey<Action> key)
        {
            if (request.Options.TryGetValue(key, out var action))
            {
                action();
            }
        }
    }
}
