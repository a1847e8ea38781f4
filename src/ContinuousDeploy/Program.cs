using ContinuousDeploy.Hosting;
using ContinuousDeploy.Targets.Process;

return args is [Supervisor.Argument] ? await Supervisor.RunAsync() : await Start.RunAsync(args);
