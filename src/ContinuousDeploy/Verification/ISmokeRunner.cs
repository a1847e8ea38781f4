using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Verification;

namespace ContinuousDeploy.Verification;

/// <summary>Runs a smoke suite against one instance, without users noticing.</summary>
public interface ISmokeRunner
{
    /// <summary>
    /// Sends the suite's requests to the instance and compares. Answers that are late, endless or hostile fail their
    /// check; they do not throw.
    /// </summary>
    Task<SuiteResult> RunAsync(SmokeSuite suite, Uri instance, CancellationToken cancellationToken);
}
