using System.Xml.Linq;
using ArchUnitNET.Loader;

namespace ContinuousDeploy.Tests.Architecture;

/// <summary>Keeps docs/design.md, section 5: who may know whom.</summary>
public sealed class AllowedReferencesTests
{
    private const string Product = "ContinuousDeploy";

    /// <summary>Folders of the service and the folders each may use; Hosting puts everything together and may use all.</summary>
    private static readonly Dictionary<string, string[]> Folders = new()
    {
        ["Webhooks"] = ["Stages", "GitHub", "Ledger"],
        ["Stages"] = ["GitHub", "Ledger", "Mirrors", "Targets", "Traffic", "Verification"],
        ["GitHub"] = [],
        ["Ledger"] = [],
        ["Evidence"] = [],
        ["Mirrors"] = [],
        ["Targets"] = ["Evidence"],
        ["Traffic"] = [],
        ["Verification"] = [],
    };

    /// <summary>Packages that only some folders of the service may touch.</summary>
    private static readonly Dictionary<string, string[]> Packages = new()
    {
        ["Octokit.Webhooks"] = ["Webhooks"],
        ["Octokit"] = ["GitHub"],
        ["Azure"] = ["Evidence"],
        ["Orleans"] = ["Stages", "Hosting"],
        ["Microsoft.Data.Sqlite"] = ["Ledger"],
        ["Npgsql"] = ["Ledger", "Hosting"],
        ["LibGit2Sharp"] = [],
    };

    private static readonly Dictionary<string, string[]> Projects = new()
    {
        ["ContinuousDeploy.Core"] = [],
        ["ContinuousDeploy.Git"] = ["ContinuousDeploy.Core"],
        ["ContinuousDeploy"] = ["ContinuousDeploy.Core", "ContinuousDeploy.Git"],
        ["ContinuousDeploy.Cli"] = ["ContinuousDeploy.Core", "ContinuousDeploy.Git"],
        ["ContinuousDeploy.Gateway"] = ["ContinuousDeploy.Core"],
        ["ContinuousDeploy.Sandbox"] = [],
        ["ContinuousDeploy.Storefront"] = [],
    };

    /// <summary>Text in memory, and names and addresses as values.</summary>
    private static readonly HashSet<string> Harmless =
    [
        "System.IO.StringReader", "System.IO.TextReader", "System.IO.StringWriter", "System.IO.TextWriter", "System.IO.Path",
        "System.Net.IPAddress",
    ];

    [Fact]
    public void Folders_of_the_service_use_only_what_they_may()
    {
        var seen = Dependencies()
            .Where(use => use.To.StartsWith(Product, StringComparison.Ordinal))
            .Select(use => (use.From, To: FolderOf(use.To)))
            .Where(use => use.To is not null && use.To != use.From && use.From != "Hosting")
            .Where(use => use.From is null || !Folders[use.From].Contains(use.To!))
            .Select(use => $"{use.From} uses {use.To}");
        Assert.Empty(seen.Distinct());
    }

    [Fact]
    public void Packages_stay_in_their_folders()
    {
        var seen =
            from use in Dependencies()
            let package = Packages.Keys.OrderByDescending(name => name.Length).FirstOrDefault(name => IsIn(use.To, name))
            where package is not null && !Packages[package].Contains(use.From)
            select $"{use.From} uses {package}";
        Assert.Empty(seen.Distinct());
    }

    [Fact]
    public void Projects_reference_only_what_they_may()
    {
        foreach (var (project, allowed) in Projects)
        {
            var file = Path.Combine(Checkout.Root, "src", project, $"{project}.csproj");
            var references = XDocument.Load(file).Descendants("ProjectReference")
                // The sandbox starts the built programs as processes: it is built after them and knows none of their types.
                .Where(reference => (string?)reference.Attribute("ReferenceOutputAssembly") != "false")
                .Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!));
            Assert.Equal(allowed.Order(StringComparer.Ordinal), references.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void The_core_does_nothing_but_think()
    {
        var core = new ArchLoader().LoadAssembly(typeof(Core.CommitSha).Assembly).Build();
        string[] forbidden =
        [
            "System.IO", "System.Net", "System.Threading.Tasks", "System.Diagnostics.Process", "Microsoft.Extensions", "System.Timers",
        ];
        var seen =
            from type in core.Types
            from dependency in type.Dependencies
            let target = dependency.Target.FullName
            where forbidden.Any(name => target == name || target.StartsWith(name + ".", StringComparison.Ordinal))
                && !Harmless.Contains(target)
            select $"{type.FullName} uses {target}";
        Assert.Empty(seen.Distinct());
    }

    private static IEnumerable<(string? From, string To)> Dependencies()
    {
        var service = new ArchLoader().LoadAssembly(typeof(Hosting.Bot).Assembly).Build();
        return
            from type in service.Types
            where type.FullName.StartsWith(Product, StringComparison.Ordinal)
            from dependency in type.Dependencies
            select (FolderOf(type.FullName), dependency.Target.FullName);
    }

    /// <summary>The service's folder of a type, or null for a type of another project.</summary>
    private static string? FolderOf(string type) =>
        type.Split('.') is [Product, var folder, ..] && (Folders.ContainsKey(folder) || folder == "Hosting") ? folder : null;

    private static bool IsIn(string type, string name) => type.StartsWith(name + ".", StringComparison.Ordinal);
}
