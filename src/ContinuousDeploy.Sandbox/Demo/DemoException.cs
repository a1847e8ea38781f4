namespace ContinuousDeploy.Sandbox.Demo;

/// <summary>The demo cannot go on. The message tells the person at the console why, and what to do.</summary>
public sealed class DemoException(string message) : Exception(message);
