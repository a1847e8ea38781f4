namespace ContinuousDeploy.Core.Traffic;

/// <summary>The gateway's answer to <c>GET /healthz</c>.</summary>
/// <param name="Process">The gateway's process id.</param>
/// <param name="Listen">The addresses it serves users on, with the ports it really has.</param>
/// <param name="Routes">How many stages have a route.</param>
public sealed record GatewayHealth(int Process, IReadOnlyList<string> Listen, int Routes);

/// <summary>Requests and WebSockets that have reached an instance and have not ended.</summary>
public sealed record InFlightCount(long Requests);

/// <summary>Why the gateway did not do as asked.</summary>
/// <param name="Problem">One or two sentences for people: what is wrong and the next step.</param>
/// <param name="Fence">The highest fence seen, where the move was below it.</param>
public sealed record GatewayRefusal(string Problem, long? Fence = null);
