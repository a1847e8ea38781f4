namespace ContinuousDeploy.Simulation.World;

/// <summary>A mistake planted on purpose: a check that never finds one proves nothing.</summary>
public enum Flaw
{
    None,

    /// <summary>The ledger saves a turn though another writer was faster.</summary>
    LedgerWithoutVersions,

    /// <summary>A kill takes the last turn that was acknowledged with it.</summary>
    LedgerThatForgets,

    /// <summary>The gateway follows an owner that has been replaced.</summary>
    GatewayWithoutFences,

    /// <summary>The target follows an owner that has been replaced.</summary>
    TargetWithoutFences,

    /// <summary>Every version passes its checks.</summary>
    ChecksThatPass,

    /// <summary>Everybody is taken for somebody with write permission.</summary>
    EverybodyMayWrite,

    /// <summary>Webhooks are all there is: nobody looks again by himself.</summary>
    NoReconciliation,

    /// <summary>A webhook that was acknowledged and not worked off is not handed over again.</summary>
    InboxThatForgets,

    /// <summary>A fetch says that it was done and was not.</summary>
    FetchThatLies,
}
