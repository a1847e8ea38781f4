using System.Runtime.InteropServices;

namespace ContinuousDeploy.Storefront;

/// <summary>Makes a version that ignores SIGTERM ignore it.</summary>
internal static class Stubbornness
{
    public static IDisposable? Of(Release release) => release.Behaviour is Behaviour.IgnoresSigterm
        ? PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = true)
        : null;
}
