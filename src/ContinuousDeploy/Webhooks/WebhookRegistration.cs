using ContinuousDeploy.Stages;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ContinuousDeploy.Webhooks;

/// <summary>Adds the webhook receiver and the pump behind it to a host.</summary>
public static class WebhookRegistration
{
    public const string Path = "/api/github/webhooks";

    /// <summary>Needs an inbox (<c>AddLedger</c>) and an <see cref="IRepositoryEvents"/>.</summary>
    public static IServiceCollection AddGitHubWebhooks(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<WebhookOptions, WebhookOptionsValidation>()
            .BindConfiguration(WebhookOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddSingleton<WebhookMetrics>();
        services.AddSingleton<LargeBodies>();
        services.TryAddSingleton<WorkInProgress>();
        services.AddSingleton<InboxSignal>();
        services.AddSingleton<WebhookReceiver>();
        services.AddSingleton<WebhookTranslation>();
        services.AddSingleton<HintAttempts>();
        return services.AddHostedService<InboxPump>();
    }

    /// <summary>Maps <c>POST /api/github/webhooks</c>.</summary>
    public static IEndpointConventionBuilder MapGitHubWebhooks(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost(Path, endpoints.ServiceProvider.GetRequiredService<WebhookReceiver>().ReceiveAsync);
}
