using ContinuousDeploy.Hosting;
using ContinuousDeploy.Mirrors;
using ContinuousDeploy.Targets.Process;

return args switch
{
    [Supervisor.Argument] => await Supervisor.RunAsync(),
    [FetchProgram.Argument] => await FetchProgram.RunAsync(),
    _ => await Start.RunAsync(args),
};
