namespace ContinuousDeploy.Core.Tests.Manifests;

/// <summary>
/// Runs code where deep recursion ends the process at once, as on the platforms with the smallest stacks.
/// </summary>
internal static class SmallStack
{
    private const int Size = 1024 * 1024;

    public static T Run<T>(Func<T> work)
    {
        T? result = default;
        Exception? thrown = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    result = work();
                }
                catch (Exception exception)
                {
                    // Thrown again below, in the thread of the test: unhandled in this one it would end the whole run.
                    thrown = exception;
                }
            },
            Size);
        thread.Start();
        thread.Join();
        return thrown is null ? result! : throw new InvalidOperationException("The work threw.", thrown);
    }
}
