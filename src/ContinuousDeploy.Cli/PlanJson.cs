using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Planning;

namespace ContinuousDeploy.Cli;

/// <summary>A plan as JSON. The shape is a contract with users.</summary>
public static class PlanJson
{
    // Quotes and the like stay as they are: this goes to a terminal or a file, never into a web page.
    private static readonly PlanJsonContext Readable = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static string Render(Plan plan) => JsonSerializer.Serialize(
        new Document(
            plan.Base.Value,
            plan.Head.Value,
            [.. plan.Changes.Select(Of)],
            [.. plan.Problems.Select(Of)]),
        Readable.Document) + "\n";

    private static Change Of(PlannedChange change) => new(
        change.Application,
        change.Environment,
        change.At.File,
        change.At.Line,
        change.Path,
        change.From?.Version,
        change.To?.Version,
        change.From?.Digest,
        change.To?.Digest,
        PlanText.Kind(change.Kind));

    private static Found Of(Problem problem) => new(
        problem.At.File, problem.At.Line, problem.At.Column, problem.Rule, $"{problem.Message} {problem.NextStep}");

    /// <summary>The whole answer.</summary>
    public sealed record Document(
        string Base, string Head, ImmutableArray<Change> Changes, ImmutableArray<Found> Problems);

    /// <summary>One change.</summary>
    public sealed record Change(
        string? Application,
        string? Environment,
        string File,
        int Line,
        string Path,
        string? From,
        string? To,
        string? FromDigest,
        string? ToDigest,
        string Kind);

    /// <summary>One problem.</summary>
    public sealed record Found(string File, int Line, int Column, string Rule, string Message);
}

[JsonSerializable(typeof(PlanJson.Document))]
internal sealed partial class PlanJsonContext : JsonSerializerContext;
