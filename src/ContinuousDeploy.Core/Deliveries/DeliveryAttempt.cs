namespace ContinuousDeploy.Core.Deliveries;

/// <summary>One attempt of GitHub to deliver a webhook, as its log has it.</summary>
/// <param name="Id">Of the attempt: what a redelivery is asked for by.</param>
/// <param name="Guid">Of the delivery: the same in every attempt, and the key of the inbox.</param>
/// <param name="IsDelivered">Whether the receiver answered with success.</param>
/// <param name="Repository">GitHub's id of the repository it is about, or 0 where it is about none.</param>
public sealed record DeliveryAttempt(long Id, string Guid, DateTimeOffset At, bool IsDelivered, long Repository);
