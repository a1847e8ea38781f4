namespace ContinuousDeploy.Sandbox.GitHub.Operations;

/// <summary>What an operation made, or why GitHub refuses it.</summary>
public sealed class Outcome<T>
{
    private readonly T? made;

    private Outcome(T? made, Refusal? why)
    {
        this.made = made;
        Why = why;
    }

    /// <summary>Why it was refused, or null.</summary>
    public Refusal? Why { get; }

    /// <summary>What was made.</summary>
    /// <exception cref="RefusedException">It was refused.</exception>
    public T Value => Why is null ? made! : throw new RefusedException(Why);

    public static implicit operator Outcome<T>(T made) => new(made, null);

    public static implicit operator Outcome<T>(Refusal why) => new(default, why);
}
