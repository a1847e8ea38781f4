using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using SampleApplication;

// The first argument is how it behaves; ContinuousDeploy.Tests/Targets says what comes of each.
switch (args)
{
    case ["serve"]:
        return await Server.RunAsync(ready: true);
    case ["never-ready"]:
        return await Server.RunAsync(ready: false);
    case ["silent"]:
        return await Server.AcceptAndSayNothingAsync();
    case ["exit", var code]:
        Console.Error.WriteLine("giving up");
        return int.Parse(code);
    case ["stubborn"]:
        using (PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = true))
        {
            return await Server.RunAsync(ready: true);
        }

    case ["fork"]:
        // Two children: one in the instance's process group, one that leaves it for a session of its own.
        Process.Start(Environment.ProcessPath!, ["linger"]);
        Process.Start("setsid", [Environment.ProcessPath!, "linger"]);
        return await Server.RunAsync(ready: true);
    case ["linger"]:
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
        return 0;
    case ["flood"]:
        var line = new string('x', 1023);
        for (var number = 0; number < 64 * 1024; number++)
        {
            Console.WriteLine(line);
        }

        return await Server.RunAsync(ready: true);
    case ["ask", var otherwise]:
        // Tells the test which port it got, and goes on when the test says so: maybe to find the port taken.
        await Server.AskAsync();
        try
        {
            return await Server.RunAsync(ready: true);
        }
        catch (SocketException) when (otherwise == "linger")
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
            return 0;
        }

    case ["tell"]:
        Console.WriteLine($"connecting with {Environment.GetEnvironmentVariable("API_TOKEN")} \e[31mnow\e[0m");
        return 3;
    default:
        return 2;
}
