using ContinuousDeploy.Core.Manifests;

namespace ContinuousDeploy.Core.Tests.Manifests;

/// <summary>A small environments repository without problems, and ways to change one file of it.</summary>
internal static class ExampleTree
{
    public const string Application = "environments/applications/storefront.yaml";
    public const string Staging = "environments/staging/environment.yaml";
    public const string StagingPin = "environments/staging/storefront.yaml";
    public const string Production = "environments/production/environment.yaml";
    public const string ProductionPin = "environments/production/storefront.yaml";

    private static readonly Dictionary<string, string> Files = new(StringComparer.Ordinal)
    {
        [Application] = """
            source: acme/storefront
            artifact: storefront/{version}.tar.gz
            run: { command: ["./storefront", --fast], ready: /readyz, within: 20s, secrets: [DATABASE_URL] }
            strategy: blueGreen
            verify:
              smoke:
                - { get: /readyz, expect: { status: 200, within: 500ms } }
                - name: a cart is made
                  post: /cart
                  json: { sku: book-1, count: 2, gift: false, note: "2", tags: [a, null] }
                  expect: { status: 201, contains: cart, json: { $.state: paid, "$.items[0].count": 2, $.error: null } }
            monitor: { for: 10m }
            owners: ["@acme/checkout", "@octocat"]
            quarantine:
              - { version: 1.5.0, reason: smoke failed, by: octocat, since: 2026-11-22T10:00:00Z }
            """,
        [Staging] = """
            target: { process: local }
            url: https://staging.shop.example
            defaults:
              monitor: { for: 30s, every: 5s }
            """,
        [StagingPin] = "version: 1.10\n",
        [Production] = """
            after: [staging]
            promotion: manual
            roles: { promote: ["@acme/developers"], rollback: [], override: ["@acme/sre"] }
            rollback: { merge: review }
            target: { process: local }
            url: https://shop.example
            """,
        [ProductionPin] = """
            version: "1.4.1"
            digest: sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
            hold:
              reason: 1.5.0 failed smoke
              by: octocat
              since: 2026-11-22T11:30:00+01:30
            owners: ["@acme/sre"]
            """,
    };

    public static Manifest Read() => Read([]);

    public static Manifest Read(params (string Path, string Text)[] changed)
    {
        var files = new Dictionary<string, string>(Files, StringComparer.Ordinal);
        foreach (var (path, text) in changed)
        {
            files[path] = text;
        }

        return ManifestReader.Read(
            SourceTree.Of("environments", files.Select(file => SourceFile.Of(file.Key, file.Value))));
    }

    public static Manifest ReadWithout(string path) => ManifestReader.Read(SourceTree.Of(
        "environments",
        Files.Where(file => file.Key != path).Select(file => SourceFile.Of(file.Key, file.Value))));
}
