using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Verification;

namespace ContinuousDeploy.Verification;

/// <summary>Compares what came back with what a check asks for. All differences are named, not only the first.</summary>
public static class SmokeComparison
{
    public static CheckResult Compare(SmokeCheck check, SmokeAnswer answer) => answer switch
    {
        SmokeAnswer.Broken broken => Result(check, false, broken.Seen),
        SmokeAnswer.Whole whole => Compare(check, whole),
        _ => throw new UnreachableException(),
    };

    private static CheckResult Compare(SmokeCheck check, SmokeAnswer.Whole answer)
    {
        var differences = BodyDifferences(check.Expect, answer).ToArray();
        var passed = answer.Status == check.Expect.Status
            && (check.Expect.Within is not { } within || answer.Took <= within)
            && differences.Length == 0;
        var status = answer.Status.ToString(CultureInfo.InvariantCulture);
        string[] seen = [$"{status} after {SmokeText.Duration(answer.Took)}", .. differences];
        return Result(check, passed, string.Join(", ", seen));
    }

    private static CheckResult Result(SmokeCheck check, bool passed, string seen) =>
        new(check.Name, passed, SmokeText.Expected(check.Expect), seen, check.At);

    private static IEnumerable<string> BodyDifferences(Expectation expectation, SmokeAnswer.Whole answer)
    {
        if (expectation.Contains is null && expectation.Json.IsEmpty)
        {
            return [];
        }

        // Nothing was said to be accepted but the plain body, so that a bomb stays the few bytes it was sent as.
        if (answer.Encoding is { } encoding)
        {
            return [$"body encoded as {SmokeText.Quoted(encoding)} without having been asked"];
        }

        return TextDifferences(expectation, answer).Concat(JsonDifferences(expectation, answer));
    }

    private static IEnumerable<string> TextDifferences(Expectation expectation, SmokeAnswer.Whole answer)
    {
        if (expectation.Contains is { } piece
            && !Encoding.UTF8.GetString(answer.Body.AsSpan()).Contains(piece, StringComparison.Ordinal))
        {
            yield return $"without {SmokeText.Quoted(piece)}";
        }
    }

    private static List<string> JsonDifferences(Expectation expectation, SmokeAnswer.Whole answer)
    {
        if (expectation.Json.IsEmpty)
        {
            return [];
        }

        using var document = Parse(answer.Body);
        return document is null
            ? ["the body is not JSON"]
            : [.. expectation.Json
                .Select(pair => Difference(document.RootElement, pair.Key, pair.Value))
                .OfType<string>()];
    }

    private static JsonDocument? Parse(ImmutableArray<byte> body)
    {
        try
        {
            return JsonDocument.Parse(ImmutableCollectionsMarshal.AsArray(body));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Difference(JsonElement root, string pathText, string expectedText)
    {
        var name = SmokeText.Shortened(pathText);
        if (!JsonPath.TryParse(pathText, out var path))
        {
            return $"{name} is not a path such as $.items[0].state";
        }

        if (path.Find(root) is not { } seen)
        {
            return $"{name} is missing";
        }

        using var expected = JsonDocument.Parse(expectedText);
        return JsonElement.DeepEquals(expected.RootElement, seen) ? null : $"{name} = {SmokeText.Value(seen)}";
    }
}
