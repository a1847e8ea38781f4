namespace ContinuousDeploy.Sandbox.GitHub.Faults;

/// <summary>Faults that are a matter of time.</summary>
internal static class FaultTiming
{
    /// <summary>Waits for as long as the fault says; for ever ends when the client goes.</summary>
    /// <exception cref="OperationCanceledException">The client has gone.</exception>
    public static Task HappenAsync(HttpContext http, RequestFault? fault, TimeProvider time) => fault?.Kind switch
    {
        RequestFaultKind.Hang => Task.Delay(Timeout.InfiniteTimeSpan, time, http.RequestAborted),
        RequestFaultKind.Delay => Task.Delay(fault.Delay, time, http.RequestAborted),
        _ => Task.CompletedTask,
    };
}
