namespace ContinuousDeploy.Sandbox.Demo;

/// <summary>The demo cannot go on. The message is for the person at the console: what is wrong and what to do.</summary>
public sealed class DemoException(string message) : Exception(message);
