namespace ContinuousDeploy.Simulation.World;

/// <summary>A mistake planted on purpose: a check that never finds one proves nothing.</summary>
public enum Flaw
{
    None,

    /// <summary>A kill takes the last turn that was acknowledged with it.</summary>
    LedgerThatForgets,

    /// <summary>Every version passes its checks.</summary>
    ChecksThatPass,

    /// <summary>Everybody is taken for somebody with write permission.</summary>
    EverybodyMayWrite,

    /// <summary>Webhooks are all there is: nobody looks again by himself.</summary>
    NoReconciliation,

    /// <summary>A webhook that was acknowledged and not worked off is not handed over again.</summary>
    InboxThatForgets,

    /// <summary>A webhook that was worked off and comes again is taken for a new one.</summary>
    InboxThatTakesTwice,

    /// <summary>The target does what an owner says who was replaced.</summary>
    TargetWithoutFence,

    /// <summary>The gateway does what an owner says who was replaced.</summary>
    GatewayWithoutFence,

    /// <summary>The ledger takes a turn that was decided upon an older state.</summary>
    LedgerWithoutVersions,

    /// <summary>A fetch says that it was done and was not.</summary>
    FetchThatLies,
}
