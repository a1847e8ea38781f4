using System.Collections.Immutable;

namespace ContinuousDeploy.Verification;

/// <summary>What came back for one request.</summary>
public abstract record SmokeAnswer
{
    private SmokeAnswer()
    {
    }

    /// <summary>A whole answer.</summary>
    /// <param name="Encoding">The body's content encoding, or null where it is as it is.</param>
    /// <param name="Took">From sending the request to the last byte of the answer.</param>
    public sealed record Whole(int Status, string? Encoding, ImmutableArray<byte> Body, TimeSpan Took) : SmokeAnswer;

    /// <summary>None, or not a whole one: what was seen, in words for a table cell.</summary>
    public sealed record Broken(string Seen) : SmokeAnswer;
}
