using System.Runtime.InteropServices;

namespace ContinuousDeploy.Storefront;

/// <summary>The lifetime of a version that goes on when it is asked to stop with SIGTERM.</summary>
internal sealed class StubbornLifetime : IHostLifetime, IDisposable
{
    private readonly PosixSignalRegistration deafness =
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = true);

    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => deafness.Dispose();
}
