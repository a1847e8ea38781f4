namespace ContinuousDeploy.Core.Pins;

/// <summary>A pin as it was found, with what it takes to find it again in another state of the file.</summary>
/// <param name="Identity">Like the path, but items of lists are known by their names: inserting one moves no
/// other.</param>
/// <param name="DigestAt">Where the digest stands if that is another line.</param>
internal sealed record PinCandidate(FoundPin Pin, string Identity, Position? DigestAt);
