namespace ContinuousDeploy.Sandbox.GitHub.State;

/// <summary>Something with an id of its own at GitHub.</summary>
public interface IEntity
{
    long Id { get; }
}
