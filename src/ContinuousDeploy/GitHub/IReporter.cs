using ContinuousDeploy.Core.Reports;

namespace ContinuousDeploy.GitHub;

/// <summary>Brings what GitHub shows to what a report says.</summary>
public interface IReporter
{
    /// <summary>
    /// Creates what is missing and updates what differs; a report that is already shown costs no call. Safe to repeat
    /// after a lost answer: objects are looked for by their key before they are made.
    /// </summary>
    /// <exception cref="GitHubUnavailableException">GitHub could not be reached or refused; try again later.</exception>
    Task ReportAsync(RepositoryReference repository, Report report, CancellationToken cancellationToken);
}
