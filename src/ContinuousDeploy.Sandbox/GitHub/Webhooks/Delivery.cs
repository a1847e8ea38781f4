using System.Collections.Immutable;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Webhooks;

/// <summary>One attempt to deliver a webhook.</summary>
/// <param name="Id">Of the attempt; a redelivery gets another one.</param>
/// <param name="Guid">Of the event: <c>X-GitHub-Delivery</c>, the same on redelivery.</param>
/// <param name="Payload">The body that was signed.</param>
/// <param name="Result">Null until it has been answered or has failed.</param>
public sealed record Delivery(
    long Id,
    Guid Guid,
    long App,
    string Event,
    string? Action,
    long? Installation,
    long? Repository,
    bool Redelivery,
    string Payload,
    ImmutableSortedDictionary<string, string> Headers,
    DateTimeOffset CreatedAt,
    DeliveryResult? Result) : IEntity;

/// <summary>What came of an attempt.</summary>
/// <param name="Status"><c>OK</c>, or GitHub's words for what went wrong.</param>
/// <param name="StatusCode">The HTTP status, or 0 where there was no answer.</param>
public sealed record DeliveryResult(
    string Status,
    int StatusCode,
    TimeSpan Duration,
    DateTimeOffset DeliveredAt,
    ImmutableSortedDictionary<string, string> Headers,
    string Body);
