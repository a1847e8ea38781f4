namespace ContinuousDeploy.Sandbox.Demo;

/// <summary>The people of the sample, named by what they may do.</summary>
public static class SamplePeople
{
    /// <summary>May administer the repository.</summary>
    public const string Owner = "owner";

    /// <summary>May merge pull requests and give commands.</summary>
    public const string Writer = "writer";

    /// <summary>May read and comment.</summary>
    public const string Reader = "reader";
}
