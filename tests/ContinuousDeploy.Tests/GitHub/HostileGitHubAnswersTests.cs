using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ContinuousDeploy.Core;
using ContinuousDeploy.GitHub;
using ContinuousDeploy.GitHub.Transport;
using Microsoft.Extensions.Time.Testing;

namespace ContinuousDeploy.Tests.GitHub;

/// <summary>
/// Answers of another shape than GitHub's, 25,000 of them (seeded; HOSTILE_INPUTS=4 makes it 100,000), through the real client:
/// each question ends with an answer that can be used or with GitHub being unavailable, and says no more than that.
/// </summary>
public sealed class HostileGitHubAnswersTests(ITestOutputHelper output)
{
    private const string Host = "http://127.0.0.1:9/api/v3/";
    private const int EachTransport = 500;

    private static readonly string[] Bodies = [Answers.Comment, Repository, $"[{PullRequest}]", PullRequest, Permission, Installations, """{"state":"active","role":"member"}"""];

    private const string Repository =
        """
        {"id":1296269,"name":"hello-world","full_name":"octocat/hello-world","owner":{"login":"octocat","id":1},"private":true,
        "default_branch":"main","archived":false,"clone_url":"https://github.com/octocat/hello-world.git"}
        """;

    private const string PullRequest =
        """
        {"id":1,"number":7,"state":"open","title":"t","user":{"login":"octocat"},"html_url":"https://github.com/o/r/pull/7",
        "head":{"sha":"6dcb09b5b57875f334f61aebed695e2e4193db5e","ref":"x","repo":{"id":1}},"base":{"ref":"main","repo":{"id":1}},
        "merged_at":"2026-11-22T10:00:00Z","merge_commit_sha":"6dcb09b5b57875f334f61aebed695e2e4193db5e"}
        """;

    private const string Permission = """{"permission":"admin","role_name":"admin","user":{"login":"octocat"}}""";

    private const string Installations =
        """{"total_count":1,"repositories":[{"id":1296269,"name":"hello-world","owner":{"login":"octocat"}}],"id":42}""";

    private static readonly JsonNode?[] Values =
    [
        null, 0, -1, 1.5, long.MaxValue, ulong.MaxValue, 1e300, true, "", "x", "\0", "../..", "a\r\nb", "\u202e", new JsonArray(),
        new JsonObject(), new JsonArray(1, null, "x"), new string('x', 5000), "2026-99-99T00:00:00Z", "http://[", "-1",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_answer_is_used_or_is_GitHub_being_unavailable()
    {
        var choices = new Choices(20261123);
        var count = Choices.Count(25_000);
        var wrong = new List<string>();
        var (used, refused) = (0, 0);
        for (var first = 0; first < count && wrong.Count < 20; first += EachTransport)
        {
            using var github = new Stub(choices);
            for (var number = first; number < first + EachTransport; number++)
            {
                github.Begin(number);
                var problem = await AskAsync(github, choices.Below(Questions.Length), number);
                used += problem is null ? 1 : 0;
                refused += problem is GitHubUnavailableException ? 1 : 0;
                if (WhatIsWrong(problem, github) is { } what)
                {
                    wrong.Add($"{number}: {what} after {github.Last}");
                }
            }
        }

        output.WriteLine($"{count} answers: {used} used, {refused} refused, {wrong.Count} wrong");
        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
        Assert.True(used > count / 20 && refused > count / 20, $"{used} used and {refused} refused: nothing is tried");
    }

    [Theory]
    [InlineData("""{"token":7}""")]
    [InlineData("""{"token":"é"}""")]
    [InlineData("""{"token":"two words"}""")]
    [InlineData("""{"token":{}}""")]
    public async Task A_token_that_cannot_stand_in_a_header_is_none(string answer)
    {
        await using var stub = await StubGitHub.StartAsync(Answers.Json("{}"));
        stub.RespondToTokenRequest = Answers.Json(answer, 201);

        await Assert.ThrowsAsync<GitHubUnavailableException>(
            () => stub.Repositories.GitTokenAsync(StubGitHub.Repository, Cancellation));
    }

    [Theory]
    [InlineData("""{"user":{"login":"octocat"}}""")]
    [InlineData("""{"id":0,"user":{"login":"octocat"},"html_url":"https://github.com/o/r/pull/7"}""")]
    [InlineData("""{"id":1,"name":"r","owner":{"login":"o"},"clone_url":"https://github.com/o/r.git"}""")]
    public async Task An_answer_without_what_names_the_thing_is_none(string answer)
    {
        await using var stub = await StubGitHub.StartAsync(Answers.Json(answer));

        foreach (var question in Questions[..3].Append(Questions[7]))
        {
            await Assert.ThrowsAsync<GitHubUnavailableException>(() => question(stub.Repositories, StubGitHub.Repository));
        }
    }

    [Theory]
    [InlineData("http://[")]
    [InlineData("//")]
    public async Task A_redirect_to_what_is_no_address_is_GitHub_being_unavailable(string location)
    {
        await using var stub = await StubGitHub.StartAsync(
            Answers.With(302, "{}", headers => headers.Location = location));

        await Assert.ThrowsAsync<GitHubUnavailableException>(
            () => stub.Repositories.FindCommentAsync(StubGitHub.Repository, 1, Cancellation));
    }

    private static readonly Func<IRepositories, RepositoryReference, Task>[] Questions =
    [
        async (github, repository) => Check(await github.FindAsync(repository, Cancellation)),
        async (github, _) => Check(await github.ListAsync(Cancellation)),
        async (github, repository) => Check(await github.FindPullRequestAsync(repository, 7, Cancellation)),
        async (github, repository) => Check(await github.OpenPullRequestsAsync(repository, "main", Cancellation)),
        async (github, repository) => Check(await github.PullRequestsOfAsync(repository, Commit, Cancellation)),
        (github, repository) => github.PermissionOfAsync(repository, "octocat", Cancellation),
        (github, repository) => github.IsTeamMemberAsync(repository, "acme/sre", "octocat", Cancellation),
        async (github, repository) => Check(await github.FindCommentAsync(repository, 1, Cancellation)),
        async (github, repository) => Check(await github.GitTokenAsync(repository, Cancellation)),
    ];

    private static CommitSha Commit { get; } = new(new string('1', 40));

    private static async Task<Exception?> AskAsync(Stub github, int question, int number)
    {
        var repository = StubGitHub.Repository with { Installation = number + 1 };
        var problem = await Record.ExceptionAsync(() => Questions[question](github.Repositories, repository));
        if (github.Calls > 0)
        {
            return problem;
        }

        // An earlier answer told the app to stay away for at most an hour: this input was not tried yet.
        github.Time.Advance(TimeSpan.FromHours(1));
        return await Record.ExceptionAsync(() => Questions[question](github.Repositories, repository));
    }

    private static string? WhatIsWrong(Exception? problem, Stub github) => problem switch
    {
        _ when github.Elsewhere is { } elsewhere => $"a request went to {elsewhere}",
        null => null,
        GitHubUnavailableException { Message: var message } when message.Contains(Stub.Token, StringComparison.Ordinal) =>
            $"the token is in '{message}'",
        GitHubUnavailableException { Message: var message } when message.Any(char.IsControl) || message.Length is 0 or > 1000 =>
            $"the reason is '{message}'",
        GitHubUnavailableException => null,
        _ => problem.GetType().Name + ": " + problem.Message + problem.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("ContinuousDeploy.GitHub", StringComparison.Ordinal)),
    };

    /// <summary>What is taken as an answer may be relied on by everyone behind it.</summary>
    private static void Check(object? answer)
    {
        switch (answer)
        {
            case RepositoryFacts facts:
                Check(facts.Reference);
                Good(facts.CloneUrl.IsAbsoluteUri && facts.DefaultBranch is not null);
                break;
            case RepositoryReference reference:
                Good(reference.Id > 0 && GitHubName.IsLogin(reference.Owner) && GitHubName.IsValid(reference.Name));
                break;
            case PullRequestFacts facts:
                Good(facts.Number > 0 && facts.Page.IsAbsoluteUri && GitHubName.IsLogin(facts.Author) && facts.Title is not null);
                break;
            case CommentFacts facts:
                Good(facts.Id > 0 && GitHubName.IsLogin(facts.Author) && facts.Body is not null);
                break;
            case string token:
                Good(token.Length > 0 && token.All(letter => letter is > ' ' and <= '~'));
                break;
            case System.Collections.IEnumerable several:
                foreach (var one in several)
                {
                    Check(one);
                }

                break;
        }
    }

    private static void Good(bool good) => Assert.True(good, "an answer was taken that breaks its own rules");

    private sealed class Stub : HttpMessageHandler
    {
        public const string Token = "ghs_canary.token-1234567890";

        private readonly Choices choices;
        private readonly GitHubTransport transport;
        private bool mutateToken;

        public Stub(Choices choices)
        {
            this.choices = choices;
            var addresses = ((GitHubAddressesReading.Usable)GitHubAddresses.Read(Host)).Addresses;
            var redaction = new Redaction();
            transport = new GitHubTransport(addresses, 7, TestKey.App, redaction, Time, this);
            Repositories = new Repositories(new GitHubClients(transport, addresses), transport, redaction);
        }

        public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

        public Repositories Repositories { get; }

        public int Calls { get; private set; }

        /// <summary>An address off this GitHub that was asked, which must stay null.</summary>
        public Uri? Elsewhere { get; private set; }

        public string Last { get; private set; } = "";

        public void Begin(int number)
        {
            (Calls, Elsewhere, Last) = (0, null, "");
            mutateToken = number % 5 == 0;
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Calls++;
            if (!request.RequestUri!.AbsoluteUri.StartsWith("http://127.0.0.1:9/", StringComparison.Ordinal))
            {
                Elsewhere = request.RequestUri;
            }

            var forToken = request.RequestUri.AbsolutePath.EndsWith("/access_tokens", StringComparison.Ordinal);
            return Task.FromResult(forToken
                ? mutateToken ? Answer($$"""{"token":"{{Token}}"}""", 201) : Whole($$"""{"token":"{{Token}}"}""", 201)
                : Answer(choices.Of(Bodies), 200));
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                transport.Dispose();
            }

            base.Dispose(disposing);
        }

        private static HttpResponseMessage Whole(string body, int status) =>
            new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

        private HttpResponseMessage Answer(string body, int status)
        {
            var bytes = Body(body);
            status = choices.OneIn(6) ? choices.Of([200, 201, 202, 204, 206, 301, 302, 304, 307, 308, 400, 401, 403, 404, 405, 409, 410, 418, 422, 429, 451, 500, 502, 503, 599, 999]) : status;
            var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(bytes) };
            response.Content.Headers.TryAddWithoutValidation(
                "Content-Type", choices.OneIn(12) ? choices.Of(["text/html", "", "application/jsonp", "x", "application/vnd.github+json", "application/json; charset=utf-16"]) : "application/json; charset=utf-8");
            if (choices.OneIn(4))
            {
                var name = choices.Of(["Location", "Link", "ETag", "Retry-After", "X-RateLimit-Remaining", "X-RateLimit-Limit", "X-RateLimit-Reset", "Date", "Set-Cookie"]);
                response.Headers.TryAddWithoutValidation(name, Header(name));
            }

            Last = $"{status} {string.Join(" ", response.Headers.Select(header => $"{header.Key}: {string.Join(',', header.Value)}"))} {Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, 400)])}";
            return response;
        }

        private string Header(string name)
        {
            var good = name switch
            {
                "Location" => choices.Of([Host + "repositories/1", "//example.net/x", "https://example.net/x", "http://127.0.0.1:9@example.net/", "http://[", "//", "file:///etc/passwd", "/api/v3/again", "?", "http://127.0.0.1:99999/"]),
                "Link" => choices.Of([$"<{Host}x?page=2>; rel=\"next\"", "<https://example.net/?page=2>; rel=\"next\"", "<>; rel=\"next\"", "<x>; rel=next"]),
                "Date" => "Mon, 23 Nov 2026 12:00:00 GMT",
                _ => choices.Of(["1", "0", "-1", "99999999999999999999", "60", "x", "1763899200"]),
            };
            var header = choices.OneIn(2) ? good : choices.Mutate(good);
            return string.Concat(header.Where(letter => letter is not ('\r' or '\n' or '\0')));
        }

        private byte[] Body(string body)
        {
            if (choices.OneIn(2))
            {
                return choices.Mutate(Encoding.UTF8.GetBytes(body));
            }

            var json = JsonNode.Parse(body)!;
            for (var changes = choices.Below(3); changes > 0; changes--)
            {
                Change(json);
            }

            return Encoding.UTF8.GetBytes(json.ToJsonString());
        }

        private void Change(JsonNode node)
        {
            if (node is JsonArray { Count: > 0 } array && array[0] is { } first)
            {
                Change(first);
            }
            else if (node is JsonObject { Count: > 0 } members)
            {
                var (name, value) = members.ElementAt(choices.Below(members.Count));
                if (value is JsonObject or JsonArray && choices.OneIn(2))
                {
                    Change(value);
                }
                else if (choices.OneIn(4))
                {
                    members.Remove(name);
                }
                else
                {
                    members[name] = choices.Of(Values)?.DeepClone();
                }
            }
        }
    }
}
