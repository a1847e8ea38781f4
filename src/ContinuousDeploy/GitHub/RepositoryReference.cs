namespace ContinuousDeploy.GitHub;

/// <summary>A repository as the API needs it named. The id is what lasts; owner and name follow renames.</summary>
public sealed record RepositoryReference(long Id, long Installation, string Owner, string Name)
{
    public override string ToString() => $"{Owner}/{Name}";
}
