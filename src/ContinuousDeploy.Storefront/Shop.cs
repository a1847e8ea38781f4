using System.Text.Json.Serialization;

namespace ContinuousDeploy.Storefront;

/// <summary>The shop's addresses.</summary>
internal static class Shop
{
    private static readonly TimeSpan Slowness = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Every answer says which version gave it, so that whoever sends requests can count versions; a slow version takes
    /// its time over each.
    /// </summary>
    public static void UseRelease(this WebApplication shop, Release release) => shop.Use(async (context, next) =>
    {
        context.Response.Headers["X-Storefront-Version"] = release.Version;
        context.Response.Headers.CacheControl = "no-store";
        if (release.Behaviour is Behaviour.Slow)
        {
            var time = context.RequestServices.GetRequiredService<TimeProvider>();
            await Task.Delay(Slowness, time, context.RequestAborted);
        }

        await next(context);
    });

    public static void MapShop(this WebApplication shop, Release release, string environment)
    {
        var pages = new ShopPages(release.Version, environment);

        shop.MapGet("/readyz", () => release.Behaviour is Behaviour.NeverReady
            ? Results.Text("not ready: the price list is still loading\n", statusCode: 503)
            : Results.Text("ready\n"));
        shop.MapGet("/version", () => Results.Json(new VersionAnswer(release.Version), ShopJson.Default.VersionAnswer));
        shop.MapGet("/", () => Page(pages.Shelf()));
        shop.MapGet("/cart", () => Page(pages.Cart()));

        var checkout = shop.MapGroup("/checkout").AddEndpointFilter((context, next) =>
            release.Behaviour is Behaviour.BrokenCheckout
                ? ValueTask.FromResult<object?>(Page(pages.CheckoutBroken(), StatusCodes.Status500InternalServerError))
                : next(context));
        checkout.MapGet("", () => Page(pages.Checkout()));
        checkout.MapPost("", (HttpRequest request) => request.HasFormContentType
            ? Page(pages.Paid())
            : Results.Json(new OrderAnswer("paid"), ShopJson.Default.OrderAnswer));
    }

    private static IResult Page(string html, int status = StatusCodes.Status200OK) =>
        Results.Text(html, "text/html; charset=utf-8", statusCode: status);
}

internal sealed record VersionAnswer(string Version);

internal sealed record OrderAnswer(string State);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(VersionAnswer))]
[JsonSerializable(typeof(OrderAnswer))]
internal sealed partial class ShopJson : JsonSerializerContext;
