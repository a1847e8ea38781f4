namespace ContinuousDeploy.Traffic;

/// <summary>
/// The gateway could not be reached, or refused: infrastructure failed, not the change. Users stay where they were, or
/// where the move would have brought them: observe before the next move.
/// </summary>
public sealed class TrafficUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
