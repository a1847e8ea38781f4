using ContinuousDeploy.Targets.Process;
using Microsoft.Extensions.Options;

namespace ContinuousDeploy.Targets;

public static class TargetRegistration
{
    /// <summary>
    /// Adds the targets of the configuration's <c>Targets</c> section, checked at start. Needs an artifact store and a
    /// <see cref="TimeProvider"/>.
    /// </summary>
    public static IServiceCollection AddTargets(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<TargetsOptions>()
            .Configure<IConfiguration>((options, configuration) =>
                configuration.GetSection(TargetsOptions.Section).Bind(options.Named));
        services.AddSingleton<IValidateOptions<TargetsOptions>, TargetsOptionsValidator>();
        services.AddSingleton<ITarget, ProcessTarget>();
        services.AddSingleton<TargetCatalog>();
        return services;
    }
}
