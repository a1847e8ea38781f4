using ContinuousDeploy.Sandbox.GitHub.Faults;

namespace ContinuousDeploy.Sandbox.GitHub.Git;

/// <summary>Faults of Git over HTTP.</summary>
internal static class GitFaults
{
    /// <summary>Lets the fault happen; true when nothing is left to answer.</summary>
    public static async Task<bool> HappenAsync(HttpContext http, RequestFault fault, TimeProvider time)
    {
        switch (fault.Kind)
        {
            case RequestFaultKind.Hang:
                await Task.Delay(Timeout.InfiniteTimeSpan, time, http.RequestAborted);
                return true;
            case RequestFaultKind.Delay:
                await Task.Delay(fault.Delay, time, http.RequestAborted);
                return false;
            case RequestFaultKind.Status:
                http.Response.StatusCode = fault.Status;
                return true;
            case RequestFaultKind.DropAnswer:
                // What Git writes is lost; the push itself still takes effect.
                http.Response.Body = new AbortingStream(http);
                return false;
            default:
                throw new InvalidOperationException($"Unknown fault {fault.Kind}.");
        }
    }

    /// <summary>Takes everything and resets the connection at the end of the request.</summary>
    private sealed class AbortingStream : MemoryStream
    {
        public AbortingStream(HttpContext http) => http.Response.OnStarting(() =>
        {
            http.Abort();
            return Task.CompletedTask;
        });

        public override void Write(byte[] buffer, int offset, int count)
        {
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.CompletedTask;
    }
}
