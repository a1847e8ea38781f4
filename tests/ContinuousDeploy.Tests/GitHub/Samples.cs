using System.Collections.Immutable;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Reports;

namespace ContinuousDeploy.Tests.GitHub;

/// <summary>Reports for tests.</summary>
public static class Samples
{
    public static CheckRunReport Check(CommitSha head, string name = "production / deploy") => new(
        name, head, $"key of {name}", CheckConclusion.Success, "1.1.0 is live", "All checks passed.", []);

    public static CommentReport Comment(int pullRequest, string body = "1.1.0 is on its way.") =>
        new(pullRequest, "sticky", body);

    public static DeploymentReport Deployment(CommitSha commit, DeploymentState state = DeploymentState.InProgress) =>
        new("rollout-1", "production", commit, state, "1.1.0 is deployed", new Uri("https://shop.example/"));

    public static ImmutableArray<Annotation> Annotations(int count) =>
    [
        .. Enumerable.Range(1, count).Select(line => new Annotation(
            new Position("environments/production/storefront.yaml", line, 1),
            AnnotationLevel.Warning,
            "unknown-key",
            $"Line {line} holds a key that nobody knows.")),
    ];

    public static Report Of(
        CheckRunReport? check = null,
        CommentReport? comment = null,
        DeploymentReport? deployment = null,
        ReactionReport? reaction = null) => new(
            check is null ? [] : [check],
            comment is null ? [] : [comment],
            deployment is null ? [] : [deployment],
            reaction is null ? [] : [reaction]);
}
