using System.Globalization;
using System.Net;
using ContinuousDeploy.Storefront;

var release = Release.Read(AppContext.BaseDirectory);
if (release.Behaviour is Behaviour.DiesAtStart)
{
    Console.Error.WriteLine($"Storefront {release.Version} cannot start: the price list is missing.");
    return 3;
}

if (!int.TryParse(Environment.GetEnvironmentVariable("PORT"), CultureInfo.InvariantCulture, out var port)
    || port is < 0 or > IPEndPoint.MaxPort)
{
    Console.Error.WriteLine("PORT must hold the port to listen on: a number from 0 (any free port) to 65535.");
    return 2;
}

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
builder.Services.ConfigureHttpJsonOptions(
    options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ShopJson.Default));
builder.Services.AddSingleton(TimeProvider.System);
if (release.Behaviour is Behaviour.IgnoresSigterm)
{
    builder.Services.AddSingleton<IHostLifetime, StubbornLifetime>();
}

await using var shop = builder.Build();
shop.UseRelease(release);
shop.MapShop(release, Environment.GetEnvironmentVariable("ENVIRONMENT") ?? "no environment");

await shop.StartAsync();
Console.WriteLine($"Storefront {release.Version} listens on {shop.Urls.First()}");
await shop.WaitForShutdownAsync();
return 0;
