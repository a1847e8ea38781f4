namespace ContinuousDeploy.Tests.Cli;

/// <summary>A small environments repository without a problem.</summary>
public static class EnvironmentsSample
{
    public static IEnumerable<(string Path, string Text)> Files { get; } =
    [
        ("README.md", "# Environments\n"),
        ("environments/applications/storefront.yaml",
            "artifact: storefront/{version}.tar.gz\nrun: { command: [\"./storefront\"], ready: /readyz }\n"),
        ("environments/production/environment.yaml",
            "after: [staging]\ntarget: { process: local }\nurl: http://shop.example\n"),
        ("environments/production/storefront.yaml", "version: 1.3.0\n"),
        ("environments/staging/environment.yaml", "target: { process: local }\nurl: http://staging.example\n"),
        ("environments/staging/storefront.yaml", "version: 1.4.0\n"),
    ];

    /// <summary>The same with some files changed or added; an empty text leaves a file out.</summary>
    public static IEnumerable<(string Path, string Text)> With(params (string Path, string Text)[] changes) =>
        Files.Where(file => changes.All(change => change.Path != file.Path))
            .Concat(changes.Where(change => change.Text.Length > 0));
}
