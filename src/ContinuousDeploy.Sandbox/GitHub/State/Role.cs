namespace ContinuousDeploy.Sandbox.GitHub.State;

/// <summary>GitHub's repository roles, lowest first.</summary>
public enum Role
{
    None,
    Read,
    Triage,
    Write,
    Maintain,
    Admin,
}

public static class Roles
{
    /// <summary>The <c>role_name</c> of the API.</summary>
    public static string Name(this Role role) => role.ToString().ToLowerInvariant();

    /// <summary>The older <c>permission</c> of the API, which knows no triage and maintain.</summary>
    public static string LegacyName(this Role role) => role switch
    {
        Role.None => "none",
        Role.Read or Role.Triage => "read",
        Role.Write or Role.Maintain => "write",
        Role.Admin => "admin",
    };
}
