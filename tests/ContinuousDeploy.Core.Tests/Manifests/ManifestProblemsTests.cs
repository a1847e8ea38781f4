namespace ContinuousDeploy.Core.Tests.Manifests;

/// <summary>What people read when they wrote something wrong.</summary>
public sealed class ManifestProblemsTests
{
    [Theory]
    [InlineData("verion: 1.0", "missing-key 1:1", "unknown-key 1:1")]
    [InlineData("version:", "wrong-kind 1:9")]
    [InlineData("version: ~", "wrong-kind 1:10")]
    [InlineData("version: -rf", "invalid-version 1:10")]
    [InlineData("version: $(reboot)", "invalid-version 1:10")]
    [InlineData("version: 1.0%2e", "invalid-version 1:10")]
    [InlineData("version: >\n  1.0\n  2.0", "invalid-version 1:10")]
    [InlineData("version: |-\n  1.0", "invalid-version 1:10")]
    [InlineData("version: \"1\\x2e0\"", "invalid-version 1:10")]
    [InlineData("version: \"1.0\\\n  \"", "invalid-version 1:10")]
    [InlineData("version: [1.0]", "wrong-kind 1:10")]
    [InlineData("version: 1.0\ndigest: sha256:ABC", "invalid-digest 2:9")]
    [InlineData("version: 1.0\nhold: because", "wrong-kind 2:7")]
    [InlineData("version: 1.0\nhold: { reason: x, by: y }", "missing-key 2:7")]
    [InlineData("version: 1.0\nhold: { reason: x, by: y, since: yesterday }", "invalid-time 2:34")]
    [InlineData("version: 1.0\nhold: { reason: x, by: y, since: 2026-11-22T10:00:00 }", "invalid-time 2:34")]
    [InlineData("version: 1.0\nquarantine: []", "misplaced-key 2:1")]
    [InlineData("version: 1.0\ntarget: { process: other }", "misplaced-key 2:1")]
    [InlineData("version: 1.0\nroles: {}", "misplaced-key 2:1")]
    [InlineData("- version: 1.0", "wrong-kind 1:1")]
    public void A_wrong_pin_is_refused_where_it_is_wrong(string text, params string[] expected) =>
        AssertProblems(ExampleTree.StagingPin, text, expected);

    [Theory]
    [InlineData("artifact: /etc/passwd", "invalid-path 1:11")]
    [InlineData("artifact: ../{version}.tar.gz", "invalid-path 1:11")]
    [InlineData("artifact: a/../{version}", "invalid-path 1:11")]
    [InlineData("artifact: a/{version}/{branch}", "invalid-path 1:11")]
    [InlineData("artifact: storefront.tar.gz", "invalid-path 1:11")]
    [InlineData("run: { command: ./storefront --fast, ready: /readyz }", "wrong-kind 1:17")]
    [InlineData("run: { command: [], ready: /readyz }", "invalid-value 1:17")]
    [InlineData("run: { command: [\"\"], ready: /readyz }", "invalid-value 1:17")]
    [InlineData("run: { command: [x], ready: readyz }", "invalid-path 1:29")]
    [InlineData("run: { command: [x], ready: //evil.example/ }", "invalid-path 1:29")]
    [InlineData("run: { command: [x], ready: \"/a b\" }", "invalid-path 1:29")]
    [InlineData("run: { command: [x], ready: /r, within: 5 }", "invalid-duration 1:41")]
    [InlineData("run: { command: [x], ready: /r, within: 2h }", "invalid-duration 1:41")]
    [InlineData("run: { command: [x], ready: /r, secrets: [a=b] }", "invalid-name 1:43")]
    [InlineData("run: { comand: [x], ready: /r }", "missing-key 1:6", "unknown-key 1:8")]
    [InlineData("strategy: bluegreen", "invalid-value 1:11")]
    [InlineData("strategy: { canary: { steps: [5] } }", "not-supported-yet 1:13")]
    [InlineData("strategy: rolling", "not-supported-yet 1:11")]
    [InlineData("rollbackSafety: forward-only", "not-supported-yet 1:17")]
    [InlineData("before: []", "not-supported-yet 1:1")]
    [InlineData("verify: { performance: {}, stress: {} }", "not-supported-yet 1:11", "not-supported-yet 1:28")]
    [InlineData("verify: { smoke: [] }", "invalid-value 1:18")]
    [InlineData("verify: { smoke: [{}] }", "missing-key 1:19")]
    [InlineData("verify: { smoke: [{ get: /, post: / }] }", "missing-key 1:19")]
    [InlineData("verify: { smoke: [{ get: http://169.254.169.254/ }] }", "invalid-path 1:26")]
    [InlineData("verify: { smoke: [{ get: /, json: {} }] }", "invalid-value 1:19")]
    [InlineData("verify: { smoke: [{ get: /, expect: { status: 99 } }] }", "invalid-value 1:47")]
    [InlineData("verify: { smoke: [{ get: /, expect: { json: { state: paid } } }] }", "invalid-path 1:47")]
    [InlineData("verify: { smoke: [{ get: /, expect: { json: { $.a: [1] } } }] }", "wrong-kind 1:52")]
    [InlineData("monitor: { every: 5s }", "missing-key 1:10")]
    [InlineData("monitor: { for: 5s, every: 10s }", "invalid-duration 1:28")]
    [InlineData("monitor: { for: 5m, metrics: [] }", "not-supported-yet 1:21")]
    [InlineData("owners: acme", "wrong-kind 1:9")]
    [InlineData("owners: [acme, \"@-x\", \"@a/b/c\"]", "invalid-name 1:10", "invalid-name 1:16", "invalid-name 1:23")]
    [InlineData("source: https://github.com/acme/storefront", "invalid-name 1:9")]
    [InlineData("version: 1.0", "misplaced-key 1:1")]
    [InlineData("quarantine:", "wrong-kind 1:12")]
    [InlineData("quarantine: [{ version: 1.0 }]", "missing-key 1:14", "missing-key 1:14", "missing-key 1:14")]
    [InlineData("url: ftp://shop.example", "invalid-url 1:6")]
    [InlineData("url: https://user:secret@shop.example", "invalid-url 1:6")]
    [InlineData("url: https://shop.example/path", "invalid-url 1:6")]
    public void A_wrong_application_is_refused_where_it_is_wrong(string text, params string[] expected) =>
        AssertProblems("environments/applications/other.yaml", text, expected);

    [Theory]
    [InlineData("after: staging", "wrong-kind 1:8")]
    [InlineData("after: [stagin]", "unknown-environment 1:9")]
    [InlineData("after: [other]", "promotion-cycle 1:9")]
    [InlineData("promotion: automatic", "not-supported-yet 1:12")]
    [InlineData("promotion: never", "invalid-value 1:12")]
    [InlineData("gates: {}\nrings: []", "not-supported-yet 1:1", "not-supported-yet 2:1")]
    [InlineData("rollback: { merge: never }", "invalid-value 1:20")]
    [InlineData("rollback: automatic", "wrong-kind 1:11")]
    [InlineData("immutable: yes", "invalid-value 1:12")]
    [InlineData("target: { kubernetes: { cluster: x } }", "not-supported-yet 1:11")]
    [InlineData("target: { process: ../x }", "invalid-name 1:20")]
    [InlineData("target: {}", "missing-key 1:9")]
    [InlineData("roles: { deploy: [\"@x\"] }", "unknown-key 1:10")]
    [InlineData("defaults: { url: https://a.example }", "misplaced-key 1:18")]
    [InlineData("defaults: { version: 1.0 }", "unknown-key 1:13")]
    [InlineData("defaults: { quarantine: [] }", "misplaced-key 1:13")]
    public void A_wrong_environment_is_refused_where_it_is_wrong(string text, params string[] expected) =>
        AssertProblems("environments/other/environment.yaml", text, expected);

    [Fact]
    public void A_circle_of_three_is_found_from_each_of_its_members()
    {
        var manifest = ExampleTree.Read(
            ("environments/a/environment.yaml", "after: [b]"),
            ("environments/b/environment.yaml", "after: [c]"),
            ("environments/c/environment.yaml", "after: [a, staging]"));

        Assert.Equal(3, manifest.Problems.Count(problem => problem.Rule == "promotion-cycle"));
        Assert.Equal(["production", "staging"], manifest.Environments.Keys);
    }

    [Fact]
    public void Two_stages_cannot_share_an_address()
    {
        var manifest = ExampleTree.Read((ExampleTree.StagingPin, "version: 1.10\nurl: http://SHOP.example/\n"));

        Assert.Equal(
            [$"{ExampleTree.Production}:6:6", $"{ExampleTree.StagingPin}:2:6"],
            manifest.Problems.Select(problem => problem.At.ToString()));
        Assert.All(manifest.Problems, problem => Assert.Equal("url-conflict", problem.Rule));
        Assert.Empty(manifest.Stages);
    }

    [Fact]
    public void An_immutable_environment_wants_a_digest()
    {
        var manifest = ExampleTree.Read(
            (ExampleTree.Staging, "immutable: true\ntarget: { process: local }\nurl: https://a.example\n"));

        var problem = Assert.Single(manifest.Problems);
        Assert.Equal(("digest-required", new Position(ExampleTree.StagingPin, 1, 10)), (problem.Rule, problem.At));
    }

    [Fact]
    public void What_no_file_says_is_missing()
    {
        var manifest = ExampleTree.Read(
            (ExampleTree.Application, "owners: []\n"),
            (ExampleTree.Staging, ""),
            (ExampleTree.ProductionPin, "version: 1.0\nartifact: x/{version}\nrun: { command: [x], ready: / }\n"));

        Assert.Equal([new StageName("production", "storefront")], manifest.Stages.Keys);
        Assert.Equal(
            """
            environments/applications/storefront.yaml: missing-key: The key 'artifact' is missing, and staging/storefront does not set it either. Add for example 'artifact: storefront/{version}.tar.gz'.
            environments/applications/storefront.yaml: missing-key: The key 'run' is missing, and staging/storefront does not set it either. Add for example 'run: { command: ["./storefront"], ready: /readyz }'.
            environments/staging/environment.yaml: missing-key: Nothing says which target runs the stages of this environment. Add for example 'target: { process: local }'.
            environments/staging/storefront.yaml: missing-key: Nothing says at which address users reach staging/storefront. Add 'url: https://…' to this file or to environments/staging/environment.yaml.
            """,
            string.Join('\n', manifest.Problems));
    }

    [Fact]
    public void A_problem_reads_as_one_line_with_the_next_step()
    {
        var manifest = ExampleTree.Read(
            (ExampleTree.StagingPin, "verison: 1.0\nversion: 1.5.0 beta\nstrategy: blueGren\nmonitor: { for: 10 minutes }\n"));

        Assert.Equal(
            """
            environments/staging/storefront.yaml:1:1: unknown-key: 'verison' is not a key of the pin's file. Did you mean 'version'?
            environments/staging/storefront.yaml:2:10: invalid-version: '1.5.0 beta' is no valid version. Use 1 to 128 letters, digits and the characters . _ + -, starting with a letter or digit.
            environments/staging/storefront.yaml:3:11: invalid-value: 'blueGren' is no strategy. Did you mean 'blueGreen'?
            environments/staging/storefront.yaml:4:17: invalid-duration: '10 minutes' is no valid monitor.for. Write a whole number and ms, s, m, h or d, from 1s to 7d.
            """,
            string.Join('\n', manifest.Problems));
    }

    [Fact]
    public void A_file_of_nothing_but_wrong_keys_gives_a_list_that_can_be_read()
    {
        var text = "version: 1\n" + string.Concat(Enumerable.Range(0, 10_000).Select(key => $"versio{key}: 1\n"));

        var problems = ExampleTree.Read((ExampleTree.StagingPin, text)).Problems;

        Assert.Equal(51, problems.Length);
        Assert.Equal("too-many-problems", problems[^1].Rule);
    }

    private static void AssertProblems(string file, string text, string[] expected)
    {
        var problems = ExampleTree.Read((file, text)).Problems;

        Assert.All(problems, problem => Assert.Equal(file, problem.At.File));
        Assert.Equal(expected, problems.Select(problem => $"{problem.Rule} {problem.At.Line}:{problem.At.Column}"));
    }
}
