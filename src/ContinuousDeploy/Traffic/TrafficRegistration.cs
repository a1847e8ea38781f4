using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace ContinuousDeploy.Traffic;

public static class TrafficRegistration
{
    /// <summary>
    /// <see cref="ITraffic"/> by the gateway of section <c>Gateway</c>, and <see cref="GatewayProcess"/>, whose
    /// <see cref="GatewayProcess.EnsureAsync"/> the reconciler calls.
    /// </summary>
    public static IServiceCollection AddGatewayTraffic(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<GatewayOptions>().BindConfiguration(GatewayOptions.Section);
        services.AddSingleton<IValidateOptions<GatewayOptions>, GatewayOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<GatewaySocket>();
        services.AddSingleton<GatewayProcess>();
        services.AddSingleton<ITraffic, GatewayTraffic>();
        return services;
    }
}
