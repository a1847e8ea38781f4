using ContinuousDeploy.GitHub.Authentication;

namespace ContinuousDeploy.GitHub.Transport;

/// <summary>What the transport must know of a request beside its content.</summary>
public sealed record Call(Caller Caller, CallPriority Priority)
{
    private static readonly HttpRequestOptionsKey<Call> Key = new("ContinuousDeploy.GitHub.Call");

    public void StampOn(HttpRequestMessage request) => request.Options.Set(Key, this);

    /// <summary>The call a request was stamped with.</summary>
    public static Call Of(HttpRequestMessage request) =>
        request.Options.TryGetValue(Key, out var call)
            ? call
            : throw new InvalidOperationException($"The request to {request.RequestUri} names no caller.");
}

/// <summary>As whom a call is made.</summary>
public abstract record Caller
{
    private Caller()
    {
    }

    /// <summary>The app itself.</summary>
    public sealed record App : Caller;

    /// <summary>One installation of the app.</summary>
    /// <param name="Repository">The one repository its token reaches; null for all that the installation sees.</param>
    public sealed record Installation(long Id, long? Repository, TokenPurpose Purpose) : Caller;
}

/// <summary>Who goes first when GitHub's limits are short. A higher number is more urgent.</summary>
public enum CallPriority
{
    /// <summary>News that a later report says again.</summary>
    Progress,

    /// <summary>A good end.</summary>
    Success,

    /// <summary>A bad end, or a person is asked to act.</summary>
    Failure,

    /// <summary>A rollback, and the questions that decisions wait for.</summary>
    Urgent,
}
