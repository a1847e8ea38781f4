using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ContinuousDeploy.Core;
using ContinuousDeploy.GitHub.Authentication;
using ContinuousDeploy.GitHub.Transport;

namespace ContinuousDeploy.GitHub.Proposing;

/// <summary>
/// GraphQL's <c>createCommitOnBranch</c>: one signed commit, made only where the branch still is where it is expected.
/// https://docs.github.com/en/graphql/reference/mutations#createcommitonbranch
/// </summary>
public sealed class CommitMutation(GitHubTransport transport, GitHubAddresses addresses, Redaction redaction)
{
    /// <summary>The text of the mutation, as it is sent.</summary>
    public const string Query =
        "mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }";

    private const string RateLimited = "RATE_LIMITED";
    private const string Stale = "STALE_DATA";

    /// <exception cref="GitHubUnavailableException"/>
    public async Task<CommitOutcome> SendAsync(
        RepositoryReference repository, Proposal proposal, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, addresses.GraphQL);
        request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(
            new CommitRequest(Query, new CommitVariables(InputOf(repository, proposal))),
            CommitJson.Default.CommitRequest));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var call = new Call(GitHubClients.Of(repository, TokenPurpose.Propose), CallPriority.Urgent);
        using var response = await transport.SendAsync(request, call, cancellationToken);
        return Read(await response.Content.ReadAsByteArrayAsync(cancellationToken));
    }

    private CommitInput InputOf(RepositoryReference repository, Proposal proposal) => new(
        new CommitBranch($"{repository.Owner}/{repository.Name}", proposal.Branch),
        new CommitMessage(redaction.Clean(proposal.CommitTitle), redaction.Clean(proposal.CommitBody)),
        proposal.On.Value,
        new CommitChanges(
            [
                .. proposal.Files.Where(file => file.Value is not null).Select(
                    file => new CommitAddition(file.Key, Encoding.UTF8.GetBytes(file.Value!))),
            ],
            [.. proposal.Files.Where(file => file.Value is null).Select(file => new CommitDeletion(file.Key))]));

    private CommitOutcome Read(byte[] body)
    {
        var answer = Parse(body);
        if (answer?.Data?.CreateCommitOnBranch?.Commit?.Oid is { } oid)
        {
            return new CommitOutcome.Made(Answer.Commit(oid));
        }

        if (answer?.Errors is not [{ } first, ..])
        {
            throw new GitHubUnavailableException("GitHub's answer holds neither a commit nor an error.", null);
        }

        var words = redaction.Quote(first.Message);
        return first.Type switch
        {
            Stale => new CommitOutcome.Stale(),
            RateLimited => throw new GitHubUnavailableException(
                $"GitHub asked to wait: {words}", TimeSpan.FromMinutes(1)),
            _ => new CommitOutcome.Refused(words),
        };
    }

    private static CommitAnswer? Parse(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, CommitJson.Default.CommitAnswer);
        }
        catch (JsonException problem)
        {
            throw new GitHubUnavailableException("GitHub's answer to a commit cannot be read.", null, problem);
        }
    }
}

/// <summary>What came of a commit.</summary>
public abstract record CommitOutcome
{
    private CommitOutcome()
    {
    }

    public sealed record Made(CommitSha Commit) : CommitOutcome;

    /// <summary>The branch is somewhere else than expected.</summary>
    public sealed record Stale : CommitOutcome;

    public sealed record Refused(string Reason) : CommitOutcome;
}
