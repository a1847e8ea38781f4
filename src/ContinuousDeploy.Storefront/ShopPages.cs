using System.Globalization;
using System.Net;
using System.Text;

namespace ContinuousDeploy.Storefront;

/// <summary>
/// The shop as HTML. The version stands in large letters, in a colour of its own, so that a switch is seen at a glance.
/// </summary>
internal sealed class ShopPages(string version, string environment)
{
    private static readonly (string Title, string Author, string Price)[] Books =
    [
        ("The Quiet Release", "A. Merchant", "12.00"),
        ("Two Doors, One Room", "B. Blue and G. Green", "18.50"),
        ("How to Turn Back", "R. Evert", "9.90"),
    ];

    // Readable on white at any size: each has a contrast of at least 4.5 to 1.
    private static readonly string[] Colours = ["#1f5fbf", "#0b7a4b", "#8a3ab9", "#a8510a", "#b3264a", "#0a6e7d"];

    private readonly string sign = WebUtility.HtmlEncode($"version {version} · {environment}");
    private readonly string colour = Colours[version.Sum(letter => letter) % Colours.Length];

    public string Shelf()
    {
        var rows = new StringBuilder();
        foreach (var (title, author, price) in Books)
        {
            rows.Append("<li>")
                .Append(CultureInfo.InvariantCulture, $"<b>{title}</b><span>{author}</span><span>€ {price}</span>")
                .Append("<a href=\"/cart\">Add to cart</a></li>");
        }

        return Page("Books by the water", $"<ul>{rows}</ul>");
    }

    public string Cart() => Page(
        "Your cart",
        "<p>1 × <b>The Quiet Release</b>, € 12.00</p><p><a href=\"/checkout\">Check out</a></p>");

    public string Checkout() => Page(
        "Check out",
        "<p>To pay: <b>€ 12.00</b></p><form method=\"post\" action=\"/checkout\">" +
        "<input type=\"hidden\" name=\"book\" value=\"quiet-release\"><button>Pay</button></form>");

    public string Paid() => Page("Thank you", "<p>Your order is paid.</p><p><a href=\"/\">Back to the shop</a></p>");

    public string CheckoutBroken() => Page("Something went wrong", "<p>The till is broken. Your cart is kept.</p>");

    private string Page(string heading, string body) =>
        $$"""
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{{heading}} · Harbour Books</title>
        <style>
          body { font: 17px/1.6 system-ui, sans-serif; margin: 0; color: #222; }
          header { background: {{colour}}; color: #fff; padding: 1rem 1.5rem; }
          header, li { display: flex; gap: 1rem; flex-wrap: wrap; }
          header b { flex: 1; }
          header a, header b { color: #fff; }
          main { max-width: 46rem; margin: 2rem auto; padding: 0 1.5rem; }
          ul { list-style: none; padding: 0; }
          li { padding: .8rem 0; border-bottom: 1px solid #ddd; }
          li b { flex: 1 1 12rem; }
          li span { color: #555; }
          a, button { color: {{colour}}; font: inherit; }
          button { background: {{colour}}; color: #fff; border: 0; border-radius: 6px; padding: .5rem 1.5rem; }
        </style>
        <header><b>Harbour Books</b><span>{{sign}}</span><a href="/cart">Cart</a></header>
        <main><h1>{{heading}}</h1>
        {{body}}
        </main>
        </html>

        """;
}
