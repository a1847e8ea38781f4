using ContinuousDeploy.Hosting;
using ContinuousDeploy.Targets.Process;

if (args is [Supervisor.Argument])
{
    return await Supervisor.RunAsync();
}

await using var bot = Bot.Build(args);
await bot.RunAsync();
return 0;
