using ContinuousDeploy.Core.Traffic;
using ContinuousDeploy.Gateway.Hosting;

if (args is ["--help"] or ["-h"])
{
    Console.WriteLine(GatewayArguments.Usage);
    return 0;
}

if (GatewayArguments.Parse(args, out var problem) is not { } arguments)
{
    Console.Error.WriteLine(problem);
    Console.Error.WriteLine(GatewayArguments.Usage);
    return 2;
}

if (arguments.Detach)
{
    Session.Leave();
}

try
{
    using var folder = GatewayFolder.Take(arguments);
    using var loggers = LoggerFactory.Create(logging =>
    {
        logging.SetMinimumLevel(LogLevel.Information);
        // The framework tells of every request; the forwarder of every failure. Our own lines say what matters.
        logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Yarp", LogLevel.None);
        if (arguments.Detach)
        {
            logging.AddProvider(
                new CappedLog(Path.Combine(arguments.Folder, GatewayLayout.LogFile), TimeProvider.System));
        }
        else
        {
            logging.AddSimpleConsole(console => console.SingleLine = true);
        }
    });
    var program = new GatewayProgram(
        arguments, TimeProvider.System, loggers, loggers.CreateLogger<GatewayProgram>());
    await program.RunAsync(Console.WriteLine);
    return 0;
}
catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
