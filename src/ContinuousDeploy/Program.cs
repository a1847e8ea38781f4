using ContinuousDeploy.Targets.Process;

if (args is [Supervisor.Argument])
{
    return await Supervisor.RunAsync();
}

return 0;
