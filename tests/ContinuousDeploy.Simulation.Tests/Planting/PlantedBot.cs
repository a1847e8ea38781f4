using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ContinuousDeploy.Simulation.Tests.Planting;

/// <summary>
/// The bot's own sources with all the mistakes in them, each behind a switch, compiled once and played by the same
/// simulation in a load context of its own.
/// </summary>
public sealed class PlantedBot
{
    private const string Switch = """
        namespace ContinuousDeploy.Core;

        public static class Planted
        {
            [System.ThreadStatic] private static string? name;

            public static void Set(string? planted) => name = planted;

            public static bool Is(string planted) => name == planted;
        }
        """;

    private static readonly string Sources = Path.Combine(Checkout.Root, "src");
    private static readonly string[] Replaced = ["ContinuousDeploy.Core", "ContinuousDeploy"];

    private readonly Action<string?> plant;
    private readonly Dictionary<In, Func<ulong, string?>> players;

    public PlantedBot()
    {
        var core = Compile("ContinuousDeploy.Core", OutputKind.DynamicallyLinkedLibrary, [], new Source("Planted.cs", Switch));
        var shell = Compile(
            "ContinuousDeploy", OutputKind.ConsoleApplication, [MetadataReference.CreateFromImage(core)]);
        var context = new Context(new() { ["ContinuousDeploy.Core"] = core, ["ContinuousDeploy"] = shell });
        var simulation = context.LoadFromAssemblyName(new AssemblyName("ContinuousDeploy.Simulation"));
        plant = context.LoadFromAssemblyName(new AssemblyName("ContinuousDeploy.Core"))
            .GetType("ContinuousDeploy.Core.Planted")!.GetMethod("Set")!.CreateDelegate<Action<string?>>();
        players = new()
        {
            [In.StageHistories] = Player(simulation, "ContinuousDeploy.Simulation.Stages.StageHistory"),
            [In.SlowHistories] = Player(simulation, "ContinuousDeploy.Simulation.Stages.SlowHistory"),
            [In.Repositories] = Player(simulation, "ContinuousDeploy.Simulation.History"),
        };
    }

    /// <summary>Plays a history with a mistake, or without any.</summary>
    /// <returns>What was violated, or null.</returns>
    public string? Play(Plant kind, ulong seed, bool planted)
    {
        plant(planted ? kind.Name : null);
        return players[kind.Shows](seed);
    }

    private static Func<ulong, string?> Player(Assembly simulation, string type)
    {
        var play = simulation.GetType(type)!.GetMethod("Play")!;
        var none = play.GetParameters()[1].DefaultValue;
        var violation = play.ReturnType.GetProperty("Violation")!;
        return seed => (violation.GetValue(play.Invoke(null, [seed, none, null, null])) as Exception)?.Message;
    }

    private static byte[] Compile(
        string project, OutputKind kind, IEnumerable<MetadataReference> references, params Source[] extra)
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var trees = SourcesOf(project).Concat(extra)
            .Select(source => CSharpSyntaxTree.ParseText(source.Text, options, source.Path, Encoding.UTF8));
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Replaced.Contains(Path.GetFileNameWithoutExtension(path)))
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            project,
            trees,
            [.. platform, .. references],
            new CSharpCompilationOptions(
                kind,
                optimizationLevel: OptimizationLevel.Release,
                allowUnsafe: true,
                nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        return result.Success
            ? image.ToArray()
            : throw new InvalidOperationException($"{project} with mistakes does not compile: "
                + string.Join('\n', result.Diagnostics.Where(found => found.Severity is DiagnosticSeverity.Error).Take(5)));
    }

    /// <summary>What the compiler was given: the project's own files with the mistakes, and what was generated.</summary>
    private static IEnumerable<Source> SourcesOf(string project)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Name;
        var built = Path.Combine(Checkout.Root, "artifacts", "obj", project, configuration);
        var generated = Directory.EnumerateFiles(built, "*.cs")
            .Concat(Directory.EnumerateFiles(Path.Combine(built, "generated"), "*.cs", SearchOption.AllDirectories));
        var plants = Plants.All.ToLookup(plant => plant.File);
        return generated.Select(file => new Source(file, File.ReadAllText(file))).Concat(
            Directory.EnumerateFiles(Path.Combine(Sources, project), "*.cs", SearchOption.AllDirectories)
                .Select(file => new Source(file, plants[Path.GetRelativePath(Sources, file)]
                    .Aggregate(File.ReadAllText(file), (source, plant) => plant.Into(source)))));
    }

    private sealed record Source(string Path, string Text);

    private sealed class Context(Dictionary<string, byte[]> images) : AssemblyLoadContext("planted")
    {
        protected override Assembly? Load(AssemblyName assemblyName) => assemblyName.Name switch
        {
            { } name when images.TryGetValue(name, out var image) => LoadFromStream(new MemoryStream(image)),
            "ContinuousDeploy.Simulation" or "ContinuousDeploy.Git" =>
                LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, $"{assemblyName.Name}.dll")),
            _ => null,
        };
    }
}
