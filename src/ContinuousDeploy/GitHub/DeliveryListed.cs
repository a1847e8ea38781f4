namespace ContinuousDeploy.GitHub;

/// <summary>A webhook delivery in GitHub's list: GitHub's <c>hook-delivery-item</c>, as far as it matters here.</summary>
public sealed class DeliveryListed
{
    public long Id { get; set; }

    public string? Guid { get; set; }

    public DateTimeOffset DeliveredAt { get; set; }

    /// <summary>The receiver's HTTP status; 0 where it gave no answer.</summary>
    public int StatusCode { get; set; }

    public long? RepositoryId { get; set; }
}
