using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ContinuousDeploy.Benchmarks.Acknowledge;

/// <summary>A signed push of 24 kB, as one HTTP request whose delivery GUID is put in anew each time.</summary>
public sealed class SignedPush
{
    public const string Secret = "benchmark";

    private const int BodySize = 24_000;
    private const string Placeholder = "00000000-0000-4000-8000-000000000000";

    private readonly byte[] request;
    private readonly int at;

    /// <param name="branch">The branch that was pushed to.</param>
    public SignedPush(string path, string branch = "main")
    {
        var body = Encoding.UTF8.GetBytes(Body(branch));
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body);
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            POST {path} HTTP/1.1
            Host: 127.0.0.1
            User-Agent: GitHub-Hookshot/044aadd
            Accept: */*
            Content-Type: application/json
            X-GitHub-Event: push
            X-GitHub-Delivery: {Placeholder}
            X-Hub-Signature-256: sha256={Convert.ToHexStringLower(signature)}
            Content-Length: {body.Length}


            """).ReplaceLineEndings("\r\n");
        request = [.. Encoding.ASCII.GetBytes(head), .. body];
        at = head.IndexOf(Placeholder, StringComparison.Ordinal);
    }

    /// <summary>The request of a delivery of its own, for one connection to use again and again.</summary>
    public byte[] Copy() => [.. request];

    /// <summary>Gives a copied request the GUID of a number. GitHub's are spread, so these are too.</summary>
    public Guid Number(byte[] copy, int connection, int number)
    {
        Span<byte> seed = stackalloc byte[8];
        BitConverter.TryWriteBytes(seed, connection);
        BitConverter.TryWriteBytes(seed[4..], number);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(seed, hash);
        var delivery = new Guid(hash[..16]);
        delivery.TryFormat(copy.AsSpan(at), out _);
        return delivery;
    }

    // As repetitive as GitHub's payloads are: addresses over and over, and ids and texts that differ.
    private static string Body(string branch)
    {
        var commits = new StringBuilder();
        for (var number = 0; commits.Length < BodySize - 1_200; number++)
        {
            commits.Append(number == 0 ? "" : ",").Append(Commit(number));
        }

        return $$"""
            {"ref":"refs/heads/{{branch}}","before":"{{Id(-1)}}","after":"{{Id(0)}}",
            "created":false,"deleted":false,"forced":false,"base_ref":null,
            "compare":"https://github.example/acme/environments/compare/{{Id(-1)}}...{{Id(0)}}",
            "pusher":{"name":"octocat","email":"octocat@users.noreply.github.example"},
            "repository":{"id":17,"name":"environments","full_name":"acme/environments","owner":{"login":"acme"} },
            "installation":{"id":5},"commits":[{{commits}}]}
            """;
    }

    private static string Commit(int number) =>
        $$"""
        {"id":"{{Id(number)}}","tree_id":"{{Id(number + 1_000)}}","distinct":true,
        "message":"Deploy version {{number}} of the storefront\n\nReviewed in {{Id(number + 2_000)[..20]}}",
        "timestamp":"2026-11-22T10:{{number % 60:d2}}:00Z",
        "url":"https://github.example/acme/environments/commit/{{Id(number)}}",
        "author":{"name":"Octo Cat","email":"octocat@users.noreply.github.example","username":"octocat"},
        "committer":{"name":"Octo Cat","email":"octocat@users.noreply.github.example","username":"octocat"},
        "added":[],"removed":[],"modified":["environments/production/storefront-{{number}}.yaml"]}
        """;

    private static string Id(int number) =>
        Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(number)))[..40];
}
