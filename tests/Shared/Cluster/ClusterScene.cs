using System.Collections.Immutable;
using System.Text.RegularExpressions;
using ContinuousDeploy.Ledger;
using ContinuousDeploy.Ledger.Postgres;
using ContinuousDeploy.Sandbox.Demo;
using ContinuousDeploy.Sandbox.Demo.Story;
using ContinuousDeploy.Sandbox.GitHub;
using ContinuousDeploy.Sandbox.GitHub.State;
using Npgsql;
using GitHubDelivery = ContinuousDeploy.Sandbox.GitHub.Webhooks.Delivery;

namespace ContinuousDeploy.Testing.Cluster;

/// <summary>
/// Two real bots on one PostgreSQL database, beside the local GitHub, the real gateway and real instances. Each reaches
/// the database through a proxy of its own.
/// </summary>
public sealed partial class ClusterScene : IAsyncDisposable
{
    private const string Secret = "a webhook secret of the tests";

    /// <summary>Files as they are listed: others of the folder are written and renamed meanwhile.</summary>
    private static readonly EnumerationOptions InstanceLogs =
        new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    private readonly StateFolder state = StateFolder.Open(null);
    private readonly BuiltPrograms programs = BuiltPrograms.Find();
    private readonly Ports ports = Ports.Any();
    private readonly int[] botPorts = [Ports.Free(), Ports.Free(), Ports.Free()];
    private readonly List<ClusterNode> nodes = [];
    private readonly Lock guard = new();
    private readonly List<Expectation> expectations = [];
    private readonly string database;
    private readonly Func<int, IReadOnlyDictionary<string, string>> more;

    // Set by StartAsync, without which there is no scene: a constructor cannot wait for them.
    private SandboxServer github = null!;
    private App app = null!;
    private Repository repository = null!;

    private ClusterScene(
        string database, Func<int, IReadOnlyDictionary<string, string>> more, CancellationToken cancellationToken)
    {
        this.database = database;
        this.more = more;
        Token = cancellationToken;
    }

    public ImmutableArray<CuttingProxy> Proxies { get; private set; }

    private CancellationToken Token { get; }

    /// <summary>Begins with 1.4.0 live in production and 1.5.0 in staging.</summary>
    /// <param name="database">How to connect to an empty database.</param>
    /// <param name="more">What a node is told beside the usual, by its number.</param>
    public static async Task<ClusterScene> StartAsync(
        string database,
        Func<int, IReadOnlyDictionary<string, string>>? more = null,
        CancellationToken cancellationToken = default)
    {
        var scene = new ClusterScene(database, more ?? (_ => new Dictionary<string, string>()), cancellationToken);
        await scene.StartGitHubAsync();
        ArtifactPacker.PackAll(scene.programs.Storefront, scene.state.Artifacts);
        var server = new NpgsqlConnectionStringBuilder(scene.database).Port;
        scene.Proxies = [new CuttingProxy(server), new CuttingProxy(server), new CuttingProxy(server)];
        var live = Task.WhenAll(scene.SaysAsync(Ended("production", "1.4.0")), scene.SaysAsync(Ended("staging", "1.5.0")));
        await scene.StartNodeAsync(0);
        await scene.StartNodeAsync(1);
        await scene.HooksToAsync(scene.nodes[0]);
        await live;
        return scene;
    }

    public static string Ended(string environment, string version) => Phase(environment, version, "Ended");

    /// <summary>What a node says once it has decided that a version's rollout is in a phase.</summary>
    public static string Phase(string environment, string version, string phase) =>
        $"/{environment}/storefront: .*{Regex.Escape(version)}.* is {phase}";

    /// <summary>Starts a third node, and does not wait until it has joined the others.</summary>
    public ClusterNode StartThird()
    {
        var third = ClusterNode.Start(programs.Bot, EnvironmentOf(nodes.Count), Hear);
        nodes.Add(third);
        return third;
    }

    /// <summary>Starts a node that has ended again, as a supervisor does, and does not wait until it has joined.</summary>
    public async Task<ClusterNode> StartAgainAsync(ClusterNode ended)
    {
        var number = nodes.IndexOf(ended);
        await ended.DisposeAsync();
        return nodes[number] = ClusterNode.Start(programs.Bot, EnvironmentOf(number), Hear);
    }

    /// <summary>The other of the first two.</summary>
    public ClusterNode Other(ClusterNode node) => nodes.Take(2).Single(other => other != node);

    /// <summary>Completes with the node that says something from now on.</summary>
    /// <param name="pattern">A regular expression.</param>
    /// <param name="by">The node that has to say it, or null for any.</param>
    public async Task<ClusterNode> SaysAsync(string pattern, ClusterNode? by = null)
    {
        var expectation = new Expectation(new Regex(pattern), by);
        lock (guard)
        {
            expectations.Add(expectation);
        }

        try
        {
            return await expectation.Heard.Task.WaitAsync(TimeSpan.FromMinutes(2), Token);
        }
        catch (TimeoutException)
        {
            var said = nodes.SelectMany((node, index) => node.Lines.TakeLast(100).Select(line => $"{index}: {line}"));
            throw new InvalidOperationException($"No node says '{pattern}'. They said:\n{string.Join('\n', said)}");
        }
    }

    /// <summary>Pins a version on the default branch.</summary>
    public async Task PinAsync(string environment, string version)
    {
        var path = $"environments/{environment}/storefront.yaml";
        var person = github.World.FindAccount("writer")!;
        KeyValuePair<string, string?>[] files = [KeyValuePair.Create(path, (string?)$"version: {version}\n")];
        await github.People.PushAsync(repository, person, "main", $"Pin {version}", files, Token);
    }

    /// <summary>GitHub sends its webhooks to a node from now on, as a load balancer would see to.</summary>
    public async Task HooksToAsync(ClusterNode node)
    {
        var url = new Uri($"http://127.0.0.1:{botPorts[nodes.IndexOf(node)]}/api/github/webhooks");
        app = await github.Setup.SetWebhookAsync(app, url, Secret, Token);
    }

    /// <summary>Waits for the webhooks of what was done so far.</summary>
    /// <returns>All that were answered or failed, oldest first.</returns>
    public async Task<IReadOnlyList<GitHubDelivery>> WebhooksAsync()
    {
        await github.Webhooks.WhenDeliveredAsync(Token);
        return [.. github.Webhooks.Log.All.Where(webhook => webhook.Result is not null)];
    }

    /// <summary>The version that an environment's users get.</summary>
    public async Task<string?> UsersGetAsync(string environment)
    {
        using var shops = new Shops(At(ports.Production), At(ports.Staging));
        return (await shops.LookAsync(environment, Token)).Version;
    }

    /// <summary>How often a version was started, as its own log says, in all environments.</summary>
    public int StartsOf(string version) =>
        Directory.EnumerateFiles(state.Instances, "*log*", InstanceLogs)
            .SelectMany(File.ReadLines)
            .Count(line => line.Contains($"Storefront {version} listens", StringComparison.Ordinal));

    /// <summary>Opens the ledger from outside, which checks every stream's chain of events.</summary>
    public async Task<IReadOnlyList<EventRecord>> EventsAsync(string environment)
    {
        await using var ledger = OpenLedger();
        return await ledger.Streams.EventsAsync($"stage/{repository.Id}/{environment}/storefront", 1, Token);
    }

    /// <summary>The ledger from outside, as no bot reaches it.</summary>
    public PostgresLedger OpenLedger() => PostgresLedger.Open(
        new LedgerOptions { Provider = LedgerOptions.Postgres, ConnectionString = database }, TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }

        foreach (var proxy in Proxies)
        {
            await proxy.DisposeAsync();
        }

        await StartedProcesses.EndAsync(state.Path, TimeProvider.System);
        await github.DisposeAsync();
        state.Dispose();
    }

    private static Uri At(int port) => new($"http://127.0.0.1:{port}");

    private void Hear(ClusterNode node, string line)
    {
        lock (guard)
        {
            foreach (var expectation in expectations.Where(one => (one.By ?? node) == node && one.Pattern.IsMatch(line)))
            {
                expectation.Heard.TrySetResult(node);
            }
        }
    }

    private sealed record Expectation(Regex Pattern, ClusterNode? By)
    {
        public TaskCompletionSource<ClusterNode> Heard { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
