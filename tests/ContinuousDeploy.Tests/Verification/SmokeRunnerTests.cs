using System.Collections.Immutable;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Verification;
using ContinuousDeploy.Verification;
using Microsoft.Extensions.Time.Testing;

namespace ContinuousDeploy.Tests.Verification;

public sealed class SmokeRunnerTests
{
    [Fact]
    public async Task A_suite_whose_checks_all_see_what_they_expect_passes()
    {
        await using var server = RawServer.Saying(
            RawServer.Answer("200 OK", """{"state":"paid","items":[{"count":2.0}]}"""));
        var check = Check("/orders?id=1") with
        {
            Expect = new Expectation(200, TimeSpan.FromMinutes(1), "paid", Json(("$.state", "\"paid\""), ("$.items[0].count", "2"))),
        };

        var result = await RunAsync(server.Address, check, Check("/"));

        Assert.Equal(Verdict.Passed, result.Verdict);
        Assert.Equal("smoke", result.Suite);
        Assert.Equal(
            "200 within 60 s, contains \"paid\", $.items[0].count = 2, $.state = \"paid\"", result.Checks[0].Expected);
        Assert.Equal("200 after 0 ms", result.Checks[0].Seen);
        Assert.Equal("200", result.Checks[1].Expected);
        Assert.Equal(check.At, result.Checks[0].At);
    }

    [Fact]
    public async Task Requests_say_who_they_are_and_carry_the_body_of_the_check()
    {
        await using var server = RawServer.Saying(RawServer.Answer("201 Created", ""));

        var result = await RunAsync(
            server.Address,
            Check("/cart") with { Method = "POST", Json = """{"sku":"book-1"}""", Expect = Expecting(201) });

        Assert.Equal(Verdict.Passed, result.Verdict);
        var request = Assert.Single(server.Requests);
        Assert.StartsWith("POST /cart HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains("User-Agent: ContinuousDeploy-smoke\r\n", request, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/json; charset=utf-8\r\n", request, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n{\"sku\":\"book-1\"}", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_suite_without_checks_is_inconclusive_and_never_passes()
    {
        var result = await RunAsync(new Uri("http://127.0.0.1:1/"));

        Assert.Equal(Verdict.Inconclusive, result.Verdict);
        Assert.Empty(result.Checks);
    }

    [Fact]
    public async Task One_bad_check_fails_the_suite_and_the_others_are_run_all_the_same()
    {
        await using var server = RawServer.Doing((stream, request, cancellationToken) => stream.WriteAsync(
            System.Text.Encoding.ASCII.GetBytes(RawServer.Answer(
                request.StartsWith("GET /bad", StringComparison.Ordinal) ? "500 Internal Server Error" : "200 OK", "")),
            cancellationToken).AsTask());

        var result = await RunAsync(server.Address, Check("/bad"), Check("/good"));

        Assert.Equal(Verdict.Failed, result.Verdict);
        Assert.Equal([false, true], result.Checks.Select(check => check.Passed));
        Assert.Equal("500 after 0 ms", result.Checks[0].Seen);
    }

    [Fact]
    public async Task All_differences_of_an_answer_are_named()
    {
        await using var server = RawServer.Saying(RawServer.Answer("200 OK", """{"a":{"b":1},"list":[]}"""));
        var check = Check("/") with
        {
            Expect = new Expectation(
                204,
                Within: null,
                "hello",
                Json(("$.a", "1"), ("$.a.b", "\"1\""), ("$.list[0]", "1"), ("$x", "1"))),
        };

        var result = await RunAsync(server.Address, check);

        Assert.Equal(
            "200 after 0 ms, without \"hello\", $.a = an object, $.a.b = 1, $.list[0] is missing, "
            + "$x is not a path such as $.items[0].state",
            Assert.Single(result.Checks).Seen);
    }

    [Fact]
    public async Task A_late_answer_fails_and_says_how_late()
    {
        var time = new FakeTimeProvider();
        await using var server = RawServer.Doing(async (stream, _, cancellationToken) =>
        {
            time.Advance(TimeSpan.FromSeconds(1.25));
            await stream.WriteAsync(
                System.Text.Encoding.ASCII.GetBytes(RawServer.Answer("200 OK", "")), cancellationToken);
        });
        var check = Check("/") with
        {
            Expect = Expecting(200) with { Within = TimeSpan.FromMilliseconds(500) },
        };

        var result = await RunAsync(time, server.Address, check);

        Assert.Equal(Verdict.Failed, result.Verdict);
        Assert.Equal("200 within 500 ms", result.Checks[0].Expected);
        Assert.Equal("200 after 1.25 s", result.Checks[0].Seen);
        Assert.Equal(TimeSpan.FromSeconds(1.25), result.Took);
    }

    [Theory]
    [InlineData(null, "no answer in 10 s")]
    [InlineData(30, "no answer in 30 s")]
    public async Task No_answer_fails_when_its_time_is_over(int? within, string seen)
    {
        var time = new FakeTimeProvider();
        await using var server = RawServer.Doing(async (_, _, cancellationToken) =>
        {
            time.Advance(TimeSpan.FromSeconds(30));
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        });
        var expectation = Expecting(200) with { Within = within is { } seconds ? TimeSpan.FromSeconds(seconds) : null };

        var result = await RunAsync(time, server.Address, Check("/") with { Expect = expectation });

        Assert.Equal(seen, Assert.Single(result.Checks).Seen);
    }

    [Fact]
    public async Task Checks_that_the_suite_has_no_time_for_fail()
    {
        var time = new FakeTimeProvider();
        await using var server = RawServer.Doing(async (stream, _, cancellationToken) =>
        {
            time.Advance(SmokeRunner.SuiteLimit);
            await stream.WriteAsync(
                System.Text.Encoding.ASCII.GetBytes(RawServer.Answer("200 OK", "")), cancellationToken);
        });

        var patient = Check("/") with { Expect = Expecting(200) with { Within = TimeSpan.FromMinutes(9) } };
        var result = await RunAsync(time, server.Address, patient, Check("/"));

        Assert.Equal([true, false], result.Checks.Select(check => check.Passed));
        Assert.Equal("not run: the suite's 5 min were over", result.Checks[1].Seen);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Giving_up_is_not_a_result()
    {
        using var interruption = new CancellationTokenSource();
        await using var server = RawServer.Doing(async (_, _, cancellationToken) =>
        {
            await interruption.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new SmokeRunner(new FakeTimeProvider())
            .RunAsync(new SmokeSuite([Check("/")]), server.Address, interruption.Token));
    }

    internal static SmokeCheck Check(string path) =>
        new($"GET {path}", "GET", path, Json: null, Expecting(200), new Position("storefront.yaml", 9, 5));

    internal static Expectation Expecting(int status) =>
        new(status, Within: null, Contains: null, ImmutableSortedDictionary<string, string>.Empty);

    internal static ImmutableSortedDictionary<string, string> Json(params (string Path, string Value)[] values) =>
        values.ToImmutableSortedDictionary(value => value.Path, value => value.Value, StringComparer.Ordinal);

    internal static Task<SuiteResult> RunAsync(Uri instance, params ImmutableArray<SmokeCheck> checks) =>
        RunAsync(new FakeTimeProvider(), instance, checks);

    internal static Task<SuiteResult> RunAsync(
        TimeProvider time, Uri instance, params ImmutableArray<SmokeCheck> checks) =>
        new SmokeRunner(time).RunAsync(new SmokeSuite(checks), instance, TestContext.Current.CancellationToken);
}
