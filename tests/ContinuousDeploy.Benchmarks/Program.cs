using ContinuousDeploy.Benchmarks;
using ContinuousDeploy.Benchmarks.Acknowledge;
using ContinuousDeploy.Benchmarks.Burst;
using ContinuousDeploy.Benchmarks.Crash;
using ContinuousDeploy.Benchmarks.Failover;
using ContinuousDeploy.Benchmarks.Fleet;
using ContinuousDeploy.Benchmarks.Plans;
using ContinuousDeploy.Benchmarks.Proxy;
using ContinuousDeploy.Benchmarks.Simulate;
using ContinuousDeploy.Benchmarks.Soak;
using ContinuousDeploy.Benchmarks.Switch;

IBenchmark[] benchmarks =
[
    new AcknowledgeBenchmark(),
    new CrashBenchmark(),
    new PlanBenchmark(),
    new ProxyBenchmark(),
    new SwitchBenchmark(),
    new SimulateBenchmark(),
    new FleetBenchmark(),
    new BurstBenchmark(),
    new FailoverBenchmark(),
    new SoakBenchmark(),
];

if (args is not [var name, .. var arguments] || benchmarks.FirstOrDefault(one => one.Name == name) is not { } chosen)
{
    Console.Error.WriteLine("Name one: dotnet run -c Release --project tests/ContinuousDeploy.Benchmarks -- NAME");
    foreach (var benchmark in benchmarks)
    {
        Console.Error.WriteLine($"  {benchmark.Name,-12}{benchmark.Question}");
    }

    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
var line = await chosen.RunAsync(arguments, stop.Token);
Console.Write(line.ToTable());
Console.WriteLine(line.ToJson());
return 0;
