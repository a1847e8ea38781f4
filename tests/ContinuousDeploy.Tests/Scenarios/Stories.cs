namespace ContinuousDeploy.Tests.Scenarios;

/// <summary>What is played again and again while something goes wrong.</summary>
public enum Story
{
    /// <summary>A good version is released.</summary>
    GoodRelease,

    /// <summary>A bad version is found out and reverted.</summary>
    BadRelease,

    /// <summary>A good version is released and a person takes it back.</summary>
    Rollback,

    /// <summary>A stage is held, a version waits for it, and a person lets the stage go on.</summary>
    Resume,
}
