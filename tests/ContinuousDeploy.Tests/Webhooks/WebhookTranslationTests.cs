using System.Text;
using System.Text.Json.Nodes;
using ContinuousDeploy.GitHub;
using ContinuousDeploy.Ledger;
using ContinuousDeploy.Stages;
using ContinuousDeploy.Tests.Ledger;
using ContinuousDeploy.Webhooks;
using Microsoft.Extensions.Options;

namespace ContinuousDeploy.Tests.Webhooks;

public sealed class WebhookTranslationTests
{
    private const string Origin =
        """ "repository":{"id":17,"name":"shop","owner":{"login":"acme"}},"installation":{"id":5} """;

    private const string Comment =
        $$"""
        {"action":"created","issue":{"number":3,"pull_request":{"url":"u"} },
         "comment":{"id":99,"body":"/rollback","user":{"login":"octocat","type":"User"} },{{Origin}}}
        """;

    private static readonly RepositoryReference Shop = new(17, 5, "acme", "shop");

    [Fact]
    public void A_push_to_a_branch_says_which_branch_moved() =>
        AssertHints(Translate("push", Webhook.Push), new RepositoryEvent.BranchMoved(Shop, "main"));

    [Fact]
    public void A_branch_may_have_slashes() =>
        AssertHints(
            Translate("push", $$"""{"ref":"refs/heads/feature/a","after":"0",{{Origin}}}"""),
            new RepositoryEvent.BranchMoved(Shop, "feature/a"));

    [Fact]
    public void A_tag_does_not_concern_us() =>
        AssertIgnored(
            Translate("push", $$"""{"ref":"refs/tags/v1","after":"0",{{Origin}}}"""),
            "this push concerns no branch or repository");

    [Theory]
    [InlineData("opened")]
    [InlineData("reopened")]
    [InlineData("synchronize")]
    [InlineData("closed")]
    [InlineData("edited")]
    public void A_changed_pull_request_is_looked_at(string action) =>
        AssertHints(
            Translate("pull_request", PullRequest(action)), new RepositoryEvent.PullRequestChanged(Shop, 8));

    [Theory]
    [InlineData("labeled")]
    [InlineData("an_action_of_next_year")]
    public void Another_action_of_a_pull_request_is_ignored(string action) =>
        AssertIgnored(Translate("pull_request", PullRequest(action)), $"pull_request {action} does not concern us");

    [Fact]
    public void A_comment_carries_what_decides_whether_it_is_a_command() =>
        AssertHints(
            Translate("issue_comment", Comment),
            new RepositoryEvent.CommentWritten(Shop, 3, 99, "octocat", ByBot: false, OnPullRequest: true, "/rollback"));

    [Fact]
    public void A_comment_of_a_bot_or_on_an_issue_says_so()
    {
        var payload = Comment.Replace("\"User\"", "\"Bot\"", StringComparison.Ordinal)
            .Replace(""","pull_request":{"url":"u"} """, "", StringComparison.Ordinal);

        AssertHints(
            Translate("issue_comment", payload),
            new RepositoryEvent.CommentWritten(Shop, 3, 99, "octocat", ByBot: true, OnPullRequest: false, "/rollback"));
    }

    [Theory]
    [InlineData("edited")]
    [InlineData("deleted")]
    public void A_comment_that_was_edited_never_executes(string action) =>
        AssertIgnored(
            Translate("issue_comment", Comment.Replace("created", action, StringComparison.Ordinal)),
            $"issue_comment {action} does not concern us");

    [Fact]
    public void An_installation_looks_at_each_of_its_repositories()
    {
        const string repositories = """[{"id":17,"full_name":"acme/shop"},{"id":18,"full_name":"acme/pay"}]""";
        RepositoryEvent[] expected =
        [
            new RepositoryEvent.LookAgain(Shop),
            new RepositoryEvent.LookAgain(new RepositoryReference(18, 5, "acme", "pay")),
        ];

        AssertHints(
            Translate(
                "installation", $$"""{"action":"created","installation":{"id":5},"repositories":{{repositories}}}"""),
            expected);
        AssertHints(
            Translate(
                "installation_repositories",
                $$"""{"action":"added","installation":{"id":5},"repositories_added":{{repositories}}}"""),
            expected);
        AssertIgnored(
            Translate("installation", """{"action":"deleted","installation":{"id":5}}"""),
            "installation deleted does not concern us");
    }

    [Theory]
    [InlineData("check_run")]
    [InlineData("check_suite")]
    public void A_check_that_is_asked_for_again_looks_at_its_pull_requests_or_at_everything(string name)
    {
        var of = $$"""{"action":"rerequested","{{name}}":{"pull_requests":[{"number":4},{"number":6}]},{{Origin}}}""";
        var ofMerge = $$"""{"action":"rerequested","{{name}}":{"pull_requests":[]},{{Origin}}}""";

        AssertHints(
            Translate(name, of),
            new RepositoryEvent.PullRequestChanged(Shop, 4), new RepositoryEvent.PullRequestChanged(Shop, 6));
        AssertHints(Translate(name, ofMerge), new RepositoryEvent.LookAgain(Shop));
    }

    [Theory]
    [InlineData("ping", "ping does not concern us")]
    [InlineData("an_event_of_next_year", "an_event_of_next_year does not concern us")]
    public void Other_events_are_ignored_whatever_they_hold(string name, string reason) =>
        AssertIgnored(Translate(name, "\u0000not JSON"), reason);

    [Fact]
    public void Only_allowed_installations_are_served()
    {
        AssertHints(Translate("push", Webhook.Push, 5), new RepositoryEvent.BranchMoved(Shop, "main"));
        AssertIgnored(Translate("push", Webhook.Push, 6, 7), "installation 5 is not in GitHub:Installations");
    }

    [Fact]
    public void A_webhook_that_is_not_the_apps_own_is_ignored() =>
        AssertIgnored(
            Translate("push", """{"ref":"refs/heads/main","after":"0","repository":{"id":17}}"""),
            "it names no installation of the app");

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"ref":"refs/heads/a","ref":"refs/heads/b"}""")]
    [InlineData("""{"installation":{"id":5},"repository":{"name":"\ud800"}}""")]
    [InlineData("{\"installation\":{\"id\":5}} trailing")]
    public void A_body_that_is_no_sound_JSON_is_unreadable(string body) =>
        Assert.Null(Assert.IsType<Translation.Unreadable>(Translate("push", body)).Repository);

    [Fact]
    public void Bad_UTF_8_and_deep_nesting_are_unreadable()
    {
        byte[] badText = [.. """{"installation":{"id":5},"action":"""u8, (byte)'"', 0xff, .. "\"}"u8];

        Assert.IsType<Translation.Unreadable>(Translate("push", badText));
        Assert.IsType<Translation.Unreadable>(Translate("push", new string('[', 100_000)));
    }

    [Theory]
    [InlineData("comment", "null")]
    [InlineData("comment", "[]")]
    [InlineData("issue", "\"x\"")]
    [InlineData("issue", """{"number":"3"}""")]
    [InlineData("issue", """{"number":100000000000000000000}""")]
    [InlineData("issue", """{"number":3.5}""")]
    [InlineData("issue", """{"number":-3}""")]
    public void A_value_of_the_wrong_kind_is_unreadable_and_the_repository_is_looked_at(string member, string value)
    {
        var payload = JsonNode.Parse(Comment)!.AsObject();
        payload[member] = JsonNode.Parse(value);

        var unreadable = Assert.IsType<Translation.Unreadable>(Translate("issue_comment", payload.ToJsonString()));

        Assert.Equal(Shop, unreadable.Repository);
    }

    [Fact]
    public void A_body_under_another_events_name_is_never_a_hint_of_that_event()
    {
        var bodies = new Dictionary<string, string>
        {
            ["push"] = Webhook.Push,
            ["pull_request"] = PullRequest("opened"),
            ["issue_comment"] = Comment,
            ["check_run"] = $$"""{"action":"rerequested","check_run":{},{{Origin}}}""",
            ["check_suite"] = $$"""{"action":"rerequested","check_suite":{},{{Origin}}}""",
        };
        foreach (var (name, _) in bodies)
        {
            foreach (var (other, body) in bodies.Where(body => body.Key != name))
            {
                var translation = Translate(name, body);
                Assert.False(translation is Translation.Hints, $"{other} as {name}: {translation}");
            }
        }
    }

    private static string PullRequest(string action) =>
        $$"""{"action":"{{action}}","number":8,"pull_request":{},{{Origin}}}""";

    private static Translation Translate(string name, string body, params long[] allowed) =>
        Translate(name, Encoding.UTF8.GetBytes(body), allowed);

    private static Translation Translate(string name, byte[] body, params long[] allowed) =>
        new WebhookTranslation(Options.Create(new WebhookOptions { Installations = allowed }))
            .Translate(new Delivery(Webhook.Id, name, body, LedgerFixture.Start));

    private static void AssertHints(Translation translation, params RepositoryEvent[] expected) =>
        Assert.Equal(expected, Assert.IsType<Translation.Hints>(translation).Events);

    private static void AssertIgnored(Translation translation, string reason) =>
        Assert.Equal(reason, Assert.IsType<Translation.Ignored>(translation).Reason);
}
