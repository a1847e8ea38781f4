namespace ContinuousDeploy.Tests.Scenarios;

/// <summary>The environments repository that scenarios begin with: one application in two environments, at 1.4.1.</summary>
internal static class SampleEnvironments
{
    public const string Application = """
        artifact: storefront/{version}.tar.gz
        run: { command: [./storefront], ready: /readyz }
        verify:
          smoke:
            - { get: /readyz, expect: { status: 200 } }
            - name: a customer pays
              post: /checkout
              json: { sku: book-1 }
              expect: { status: 200, json: { $.state: paid } }

        """;

    public static IReadOnlyDictionary<string, string> Files { get; } = new Dictionary<string, string>
    {
        ["environments/applications/storefront.yaml"] = Application,
        ["environments/staging/environment.yaml"] = Environment("https://staging.example"),
        ["environments/staging/storefront.yaml"] = Pin("1.4.1"),
        ["environments/production/environment.yaml"] = Environment("https://shop.example"),
        ["environments/production/storefront.yaml"] = Pin("1.4.1"),
        ["README.md"] = "# Environments\n",
    };

    public static string Pin(string version) => $"version: {version}\n";

    public static string Environment(string url, string more = "") =>
        $"target: {{ process: local }}\nurl: {url}\nrollback: {{ merge: automatic }}\n{more}";
}
