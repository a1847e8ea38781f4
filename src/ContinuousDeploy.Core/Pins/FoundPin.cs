namespace ContinuousDeploy.Core.Pins;

/// <summary>A pin found in a file of another tool.</summary>
/// <param name="Application">Null where the file's place does not say it.</param>
/// <param name="Environment">Null where the file's place does not say it.</param>
/// <param name="Path">The place inside the file, for example <c>images[0].newTag</c>.</param>
/// <param name="At">Where the value stands.</param>
public sealed record FoundPin(
    string? Application, string? Environment, string Path, Position At, PinnedVersion Version);

/// <summary>A pin that differs between two states of a file.</summary>
/// <param name="At">Where the new value stands, or the old one where there is no new one.</param>
/// <param name="From">Null for a new pin.</param>
/// <param name="To">Null for a pin that is gone.</param>
public sealed record PinMove(
    Position At, string Path, PinnedVersion? From, PinnedVersion? To, string? Application, string? Environment);
