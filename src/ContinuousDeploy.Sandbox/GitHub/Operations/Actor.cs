using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Operations;

/// <summary>Who does something.</summary>
/// <param name="App">The app it is done through, or null.</param>
public sealed record Actor(Account Account, long? App)
{
    public static Actor Person(Account account) => new(account, null);
}
