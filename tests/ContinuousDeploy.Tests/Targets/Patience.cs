namespace ContinuousDeploy.Tests.Targets;

/// <summary>
/// The real clock, until a test says that an hour has passed: so what is waited for happens first, however slow the
/// machine is, and the time limit comes after it.
/// </summary>
internal sealed class Patience : TimeProvider
{
    private volatile bool over;

    public void End() => over = true;

    public override long GetTimestamp() => base.GetTimestamp() + (over ? TimestampFrequency * 3600 : 0);
}
