using System.Net;
using System.Net.Http.Json;
using ContinuousDeploy.Sandbox.Demo;

namespace ContinuousDeploy.Tests.Demo;

public sealed class StorefrontTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_good_version_sells_books_and_says_which_version_it_is()
    {
        await using var shop = await RunningShop.ListeningAsync("1.5.0");

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(shop, "/readyz"));
        Assert.Equal("""{"version":"1.5.0"}""", await shop.Client.GetStringAsync("/version", Stop));
        Assert.Equal("""{"state":"paid"}""", await (await PayAsync(shop)).Content.ReadAsStringAsync(Stop));

        using var page = await shop.Client.GetAsync("/", Stop);
        Assert.Equal("1.5.0", Assert.Single(page.Headers.GetValues("X-Storefront-Version")));
        Assert.Contains("version 1.5.0 · test", WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync(Stop)));
    }

    [Fact]
    public async Task The_broken_version_is_ready_and_cannot_be_paid()
    {
        await using var shop = await RunningShop.ListeningAsync("1.6.0");

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(shop, "/readyz"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(shop, "/cart"));
        Assert.Equal(HttpStatusCode.InternalServerError, await StatusAsync(shop, "/checkout"));
        Assert.Equal(HttpStatusCode.InternalServerError, (await PayAsync(shop)).StatusCode);
    }

    [Fact]
    public async Task The_version_that_is_never_ready_listens_and_says_so()
    {
        await using var shop = await RunningShop.ListeningAsync("1.7.0");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(shop, "/readyz"));
    }

    [Fact]
    public async Task The_version_that_dies_at_start_says_why_and_ends_with_3()
    {
        await using var shop = await RunningShop.EndedAsync("1.7.1");

        Assert.Equal(3, shop.Process.ExitCode);
        Assert.Contains("the price list is missing", await shop.Process.StandardError.ReadToEndAsync(Stop));
    }

    [Fact]
    public async Task A_good_version_stops_when_it_is_asked_to()
    {
        await using var shop = await RunningShop.ListeningAsync("1.5.0");

        StartedProcesses.AskToStop(shop.Process);
        await shop.Process.WaitForExitAsync(Stop);

        Assert.Equal(0, shop.Process.ExitCode);
    }

    [Fact]
    public async Task The_stubborn_version_answers_on_after_it_was_asked_to_stop()
    {
        await using var shop = await RunningShop.ListeningAsync("1.8.0");

        StartedProcesses.AskToStop(shop.Process);
        for (var request = 0; request < 20; request++)
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(shop, "/readyz"));
        }

        Assert.False(shop.Process.HasExited);
    }

    private static async Task<HttpStatusCode> StatusAsync(RunningShop shop, string path)
    {
        using var answer = await shop.Client.GetAsync(path, Stop);
        return answer.StatusCode;
    }

    private static Task<HttpResponseMessage> PayAsync(RunningShop shop) =>
        shop.Client.PostAsJsonAsync("/checkout", new { book = "quiet-release" }, Stop);
}
