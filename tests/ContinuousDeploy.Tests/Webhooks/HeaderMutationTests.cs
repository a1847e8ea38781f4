using System.Security.Cryptography;
using System.Text;

namespace ContinuousDeploy.Tests.Webhooks;

/// <summary>Each request differs from a good one in one header. None may be stored.</summary>
public sealed class HeaderMutationTests
{
    private const string Signature = "X-Hub-Signature-256";

    private static readonly byte[] Body = Webhook.PushBody;

    private static string Good => Webhook.Sign(Body);

    [Fact]
    public async Task A_delivery_with_one_wrong_header_is_refused_and_not_stored()
    {
        await using var host = await WebhookHost.StartAsync();
        var mutations = Signatures().Concat(Ids()).Concat(Names()).Concat(ContentTypes()).Concat(Encodings()).ToList();
        var wrong = new List<string>();
        foreach (var mutation in mutations)
        {
            var (status, text) = await host.SendAsync(Mutated(mutation), Body);
            if (status != mutation.Status || text.Length == 0)
            {
                wrong.Add($"{mutation.Header}: [{string.Join("] [", mutation.Values)}] answered {status} '{text}'");
            }
        }

        Assert.True(mutations.Count >= 200, $"Only {mutations.Count} mutations.");
        Assert.Empty(wrong);
        Assert.Equal(0, host.Stored());
        Assert.Equal(mutations.Count, host.Counts.Values.Sum());
        Assert.Equal(
            [
                "content_encoding", "content_type", "delivery_id", "event", "signature_malformed",
                "signature_missing", "signature_wrong",
            ],
            host.Counts.Keys.Order());
    }

    [Fact]
    public async Task The_older_header_neither_helps_nor_harms()
    {
        await using var host = await WebhookHost.StartAsync();
        var headers = Webhook.Headers(Body);
        headers.Add(("X-Hub-Signature", "sha1=" + new string('0', 40)));

        Assert.Equal(202, (await host.SendAsync(headers, Body)).Status);
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("Application/JSON")]
    public async Task Other_ways_to_write_the_content_type_are_taken(string contentType)
    {
        await using var host = await WebhookHost.StartAsync();

        Assert.Equal(202, (await host.SendAsync(Mutated(new(415, "Content-Type", contentType)), Body)).Status);
    }

    private static IEnumerable<(string Name, string Value)> Mutated(Mutation mutation) =>
        Webhook.Headers(Body)
            .Where(header => header.Name != mutation.Header)
            .Concat(mutation.Values.Select(value => (mutation.Header, value)));

    private static IEnumerable<Mutation> Signatures()
    {
        string[] malformed =
        [
            "", Good.ToUpperInvariant(), "sha256=" + Good[7..].ToUpperInvariant(), "SHA256=" + Good[7..], Good[7..],
            Good + "0", Good + "=", "sha1=" + Good[7..47], "sha512=" + Good[7..], "sha256:" + Good[7..],
            "sha256= " + Good[7..],
            Good + "," + Good, Good + ", " + Good, "sha256=" + Convert.ToBase64String(Convert.FromHexString(Good[7..])),
            "sha256=" + new string('g', 64), "\"" + Good + "\"",
        ];
        string[] wrong =
        [
            Webhook.Sign(Body, "another secret"), Webhook.Sign(Body, ""), Webhook.Sign([.. Body, (byte)'\n']),
            Webhook.Sign(Body.AsSpan(1)), "sha256=" + Convert.ToHexStringLower(SHA256.HashData(Body)),
            "sha256=" + new string('0', 64), Webhook.Sign(Encoding.Unicode.GetBytes(Webhook.Push)),
        ];
        return malformed.Select(value => new Mutation(401, Signature, value))
            .Concat(wrong.Select(value => new Mutation(401, Signature, value)))
            .Concat(Enumerable.Range(1, Good.Length - 1).Select(length => new Mutation(401, Signature, Good[..length])))
            .Concat(Enumerable.Range(7, 64).Select(at => new Mutation(401, Signature, Flipped(at))))
            .Append(new Mutation(401, Signature))
            .Append(new Mutation(401, Signature, Good, Good))
            .Append(new Mutation(401, Signature, Good, "sha256=" + new string('0', 64)))
            .Append(new Mutation(401, Signature, "", Good));
    }

    private static IEnumerable<Mutation> Ids() =>
        Refused(
            400,
            "X-GitHub-Delivery",
            "", "1", "{" + Webhook.Id + "}", Webhook.Id.Replace("-", "", StringComparison.Ordinal), Webhook.Id + "0",
            Webhook.Id[1..], "../../../etc/passwd", "'; DROP TABLE deliveries; --", Webhook.Id + "," + Webhook.Id);

    private static IEnumerable<Mutation> Names() =>
        Refused(
            400,
            "X-GitHub-Event",
            "", "Push", "push ping", "push,push", "push/..", "push\t1", "*", new string('a', 65));

    private static IEnumerable<Mutation> ContentTypes() =>
        Refused(
            415,
            "Content-Type",
            "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
            "application/jsonp", "application/vnd.github+json", "application/json; charset=utf-16",
            "application/json, text/plain", "json", "*/*", "application/xml", "application/octet-stream");

    private static IEnumerable<Mutation> Encodings() =>
        new[] { "gzip", "br", "deflate", "identity", "zstd", "gzip, br", "x" }
            .Select(encoding => new Mutation(415, "Content-Encoding", encoding));

    /// <summary>Each value by itself; the header missing; and, where the header is right, twice.</summary>
    private static IEnumerable<Mutation> Refused(int status, string header, params string[] values)
    {
        var good = Webhook.Headers(Body).Single(one => one.Name == header).Value;
        return values.Select(value => new Mutation(status, header, value))
            .Append(new Mutation(status, header))
            .Append(new Mutation(status, header, good, good));
    }

    private static string Flipped(int at) =>
        string.Concat(Good.AsSpan(0, at), Good[at] == '0' ? "1" : "0", Good.AsSpan(at + 1));

    /// <param name="Values">What the header says, once for each; none: it is missing.</param>
    private sealed record Mutation(int Status, string Header, params string[] Values);
}
