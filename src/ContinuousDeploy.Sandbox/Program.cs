using System.Runtime.InteropServices;
using ContinuousDeploy.Sandbox.Demo;
using ContinuousDeploy.Sandbox.Demo.Story;

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

try
{
    if (DemoOptions.Parse(args) is not { } options)
    {
        Console.Write(DemoOptions.Usage);
        return 0;
    }

    return options.Story
        ? await StoryRun.PlayAsync(options, Console.Out, TimeProvider.System, stop.Token)
        : await OpenHouse.RunAsync(options, Console.Out, TimeProvider.System, stop.Token);
}
catch (DemoException error)
{
    Console.Error.WriteLine($"\n{error.Message}");
    return 2;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 130;
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
