using ContinuousDeploy.Ledger;

namespace ContinuousDeploy.Simulation.World;

/// <summary>A turn that the ledger has taken.</summary>
/// <param name="saved">By the clock of whoever decided it; on a wire that takes no time, when it was decided.</param>
/// <param name="before">The stream before it, or null.</param>
public delegate void TurnTaken(DateTimeOffset saved, StreamRecord? before, StreamWrite write);
