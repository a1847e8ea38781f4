using System.Text;
using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Tests.Sandbox;

public sealed class GraphQlTests
{
    private const string Commit =
        """
        mutation ($input: CreateCommitOnBranchInput!) {
          createCommitOnBranch(input: $input) {
            commit { oid signature { isValid } }
            ref { name target { oid } }
          }
        }
        """;

    [Fact]
    public async Task A_commit_is_made_signed_on_the_expected_head()
    {
        await using Scene scene = await Scene.StartAsync();
        string head = await HeadAsync(scene);

        Reply made = await scene.GraphQlAsync(Commit, Input(head, "version: 1.4.1\nhold: yes\n"));

        JsonNode payload = made.Body!["data"]!["createCommitOnBranch"]!;
        Assert.True((bool)payload["commit"]!["signature"]!["isValid"]!);
        Assert.Equal("main", (string?)payload["ref"]!["name"]);
        Reply commit = await scene.GetAsync($"{Scene.Api}/commits/main");
        Assert.Equal((string?)payload["commit"]!["oid"], (string?)commit.Body!["sha"]);
        Assert.Equal("continuous-deploy[bot]", (string?)commit.Body["author"]!["login"]);
        Assert.True((bool)commit.Body["commit"]!["verification"]!["verified"]!);
        Reply file = await scene.GetAsync($"{Scene.Api}/contents/production/storefront.yaml");
        Assert.Equal(
            "version: 1.4.1\nhold: yes\n",
            Encoding.UTF8.GetString(Convert.FromBase64String((string)file.Body!["content"]!)));
        Assert.Equal(404, (await scene.GetAsync($"{Scene.Api}/contents/README.md")).Status);
    }

    [Fact]
    public async Task A_branch_that_moved_on_is_stale()
    {
        await using Scene scene = await Scene.StartAsync();
        string head = await HeadAsync(scene);
        await scene.People.PushAsync(
            scene.Repository, scene.Writer, "main", "Meanwhile", [new("other.txt", "o")], Scene.Cancelled);

        Reply stale = await scene.GraphQlAsync(Commit, Input(head, "version: 0\n"));

        Assert.Equal(200, stale.Status);
        Assert.Null(stale.Body!["data"]!["createCommitOnBranch"]);
        Assert.Equal("STALE_DATA", (string?)stale.Body["errors"]![0]!["type"]);
        Assert.Contains("but it did not", (string?)stale.Body["errors"]![0]!["message"]);
    }

    [Fact]
    public async Task What_was_begun_is_done_though_its_client_has_gone()
    {
        await using Scene scene = await Scene.StartAsync();
        for (int moment = 0; moment < 40; moment++)
        {
            string before = await HeadAsync(scene);
            try
            {
                await scene.GraphQlAsync(
                    Commit, Added(before, $"version: 0.{moment}\n"), TimeSpan.FromMilliseconds(3 * moment));
            }
            catch (OperationCanceledException)
            {
                // Its answer is not waited for.
            }
        }

        Reply made = await scene.GraphQlAsync(Commit, Added(await HeadAsync(scene), "version: 1\n"));

        Assert.NotNull(made.Body!["data"]!["createCommitOnBranch"]);
    }

    [Fact]
    public async Task Values_may_stand_in_the_document_itself()
    {
        await using Scene scene = await Scene.StartAsync();
        string head = await HeadAsync(scene);
        string contents = Convert.ToBase64String(Encoding.UTF8.GetBytes("x"));

        Reply made = await scene.GraphQlAsync(
            $$"""
            mutation {
              made: createCommitOnBranch(input: {
                branch: { repositoryNameWithOwner: "acme/environments", branchName: "main" },
                message: { headline: "Say \"x\"" }, expectedHeadOid: "{{head}}",
                fileChanges: { additions: [{ path: "x.txt", contents: "{{contents}}" }] }
              }) { commit { ... on Commit { messageHeadline } __typename } }
            }
            """);

        JsonNode commit = made.Body!["data"]!["made"]!["commit"]!;
        Assert.Equal("Say \"x\"", (string?)commit["messageHeadline"]);
        Assert.Equal("Commit", (string?)commit["__typename"]);
    }

    [Fact]
    public async Task A_protected_branch_declines_the_commit()
    {
        await using Scene scene = await Scene.StartAsync();
        await scene.Server.Setup.ProtectAsync(
            scene.Repository, "main", BranchProtection.Requiring("plan"), Scene.Cancelled);

        Reply declined = await scene.GraphQlAsync(Commit, Input(await HeadAsync(scene), "version: 0\n"));

        Assert.Contains("Protected branch", (string?)declined.Body!["errors"]![0]!["message"]);
    }

    [Fact]
    public async Task A_path_outside_the_tree_is_declined()
    {
        await using Scene scene = await Scene.StartAsync();
        JsonObject input = Input(await HeadAsync(scene), "x");
        input["input"]!["fileChanges"]!["additions"]![0]!["path"] = "../escaped.txt";

        Reply declined = await scene.GraphQlAsync(Commit, input);

        Assert.Equal("UNPROCESSABLE", (string?)declined.Body!["errors"]![0]!["type"]);
    }

    [Fact]
    public async Task An_unknown_field_and_a_broken_document_are_errors()
    {
        await using Scene scene = await Scene.StartAsync();

        Reply unknown = await scene.GraphQlAsync("{ repository(owner: \"acme\", name: \"environments\") { colour } }");
        Reply broken = await scene.GraphQlAsync("query { viewer { login }");
        Reply hidden = await scene.GraphQlAsync("{ repository(owner: \"acme\", name: \"absent\") { id } }");

        Assert.Equal(
            "Field 'colour' doesn't exist on type 'Repository'", (string?)unknown.Body!["errors"]![0]!["message"]);
        Assert.Null(unknown.Body["data"]);
        Assert.NotNull(broken.Body!["errors"]);
        Assert.Equal("NOT_FOUND", (string?)hidden.Body!["errors"]![0]!["type"]);
    }

    [Fact]
    public async Task A_pull_request_is_asked_for()
    {
        await using Scene scene = await Scene.StartAsync();
        PullRequest pull = await scene.OpenAsync("bump");

        Reply shown = await scene.GraphQlAsync(
            """
            query ($number: Int!) {
              repository(owner: "acme", name: "environments") {
                pullRequest(number: $number) { state headRefOid mergeable author { login } }
              }
            }
            """,
            new() { ["number"] = pull.Number });

        JsonNode found = shown.Body!["data"]!["repository"]!["pullRequest"]!;
        Assert.Equal(("OPEN", pull.HeadSha), ((string?)found["state"], (string?)found["headRefOid"]));
    }

    private static async Task<string> HeadAsync(Scene scene) =>
        (string)(await scene.GetAsync($"{Scene.Api}/git/ref/heads/main")).Body!["object"]!["sha"]!;

    private static JsonObject Added(string head, string text)
    {
        JsonObject input = Input(head, text);
        input["input"]!["fileChanges"]!["deletions"] = new JsonArray();
        return input;
    }

    private static JsonObject Input(string head, string text) => new()
    {
        ["input"] = new JsonObject
        {
            ["branch"] = new JsonObject
            {
                ["repositoryNameWithOwner"] = "acme/environments",
                ["branchName"] = "main",
            },
            ["message"] = new JsonObject { ["headline"] = "Hold storefront", ["body"] = "It failed." },
            ["expectedHeadOid"] = head,
            ["fileChanges"] = new JsonObject
            {
                ["additions"] = new JsonArray(new JsonObject
                {
                    ["path"] = "production/storefront.yaml",
                    ["contents"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text)),
                }),
                ["deletions"] = new JsonArray(new JsonObject { ["path"] = "README.md" }),
            },
        },
    };
}
