using System.Collections.Immutable;

namespace ContinuousDeploy.Sandbox.GitHub.Operations;

/// <summary>An answer of GitHub's that says no.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Errors">What is wrong with which field, in a 422.</param>
public sealed record Refusal(int Status, string Message, params ImmutableArray<FieldError> Errors)
{
    /// <summary>Also what is there and may not be seen.</summary>
    public static Refusal NotFound { get; } = new(404, "Not Found");

    public static Refusal BadCredentials { get; } = new(401, "Bad credentials");

    public static Refusal NotAccessible { get; } = new(403, "Resource not accessible by integration");

    public static Refusal Forbidden { get; } = new(403, "Must have push access to repository");

    /// <summary>A request that does not fit the description of the endpoint.</summary>
    public static Refusal Invalid(string problem) => new(422, $"Invalid request.\n\n{problem}");

    public static Refusal Missing(string field) => Invalid($"\"{field}\" wasn't supplied.");

    /// <summary>A request that fits, but asks for what cannot be.</summary>
    public static Refusal Validation(string resource, string? field, string code, string? message = null) =>
        new(422, "Validation Failed", new FieldError(resource, field, code, message));
}

/// <param name="Code">GitHub's word: <c>missing_field</c>, <c>invalid</c>, <c>custom</c>, …</param>
public sealed record FieldError(string Resource, string? Field, string Code, string? Message);

/// <summary>An action of the host or of a test was refused as GitHub would refuse it.</summary>
public sealed class RefusedException(Refusal why)
    : Exception($"GitHub's answer would be {why.Status}: {why.Message}"
        + string.Concat(why.Errors.Select(error => $" ({error.Field} {error.Code} {error.Message})")))
{
    public Refusal Why => why;
}
