using ContinuousDeploy.Ledger.Postgres;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace ContinuousDeploy.Ledger;

/// <summary>Adds the ledger to a host.</summary>
public static class LedgerRegistration
{
    /// <summary>
    /// The ledger is opened when the host starts, before the first request; a host whose ledger cannot be opened does
    /// not start.
    /// </summary>
    public static IServiceCollection AddLedger(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptionsWithValidateOnStart<LedgerOptions, LedgerOptionsValidation>()
            .BindConfiguration(LedgerOptions.Section);
        services.AddSingleton(provider => Open(
            provider.GetRequiredService<IOptions<LedgerOptions>>().Value, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => provider.GetRequiredService<IOpenedLedger>().Inbox);
        services.AddSingleton(provider => provider.GetRequiredService<IOpenedLedger>().Streams);
        services.AddSingleton(provider => provider.GetRequiredService<IOpenedLedger>().Posted);
        return services.AddHostedService<LedgerStart>();
    }

    private static IOpenedLedger Open(LedgerOptions options, TimeProvider time) =>
        options.Provider == LedgerOptions.Postgres ? PostgresLedger.Open(options, time) : OpenedLedger.Open(options, time);
}

/// <summary>Opens the ledger with the host: what its constructor asks for is made before anything starts.</summary>
public sealed partial class LedgerStart(IOpenedLedger ledger, ILogger<LedgerStart> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        LogOpened(ledger.Place);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "The ledger {Place} is open")]
    private partial void LogOpened(string place);
}
