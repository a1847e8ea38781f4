using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Access;

/// <summary>What an endpoint needs of its caller.</summary>
/// <param name="Role">What a person needs.</param>
/// <param name="Permissions">What an app's token needs: any one of these.</param>
public sealed record Need(bool Writes, Role Role, params string[] Permissions)
{
    /// <summary>What everyone has who sees the repository.</summary>
    public static Need Metadata { get; } = Read("metadata");

    public static Need Read(params string[] permissions) => new(false, Role.Read, permissions);

    public static Need Write(params string[] permissions) => new(true, Role.Write, permissions);

    /// <summary>Writing what any reader may write, such as comments.</summary>
    public static Need Comment { get; } = new(true, Role.Read, "issues", "pull_requests");

    /// <param name="isPublic">Public repositories may be read without a permission.</param>
    public bool Allows(IReadOnlyDictionary<string, string> granted, bool isPublic) =>
        (isPublic && !Writes)
        || Permissions.Any(name => name == "metadata" || granted.GetValueOrDefault(name) switch
        {
            "write" or "admin" => true,
            "read" => !Writes,
            _ => false,
        });
}
