using System.Reflection;

namespace ContinuousDeploy.Sandbox.Demo;

/// <summary>
/// The programs that the demo starts, where the build put them. The paths stand in this assembly's metadata, relative
/// to its own folder.
/// </summary>
public sealed record BuiltPrograms(string Bot, string Gateway, string Storefront)
{
    private const string Prefix = "StartedProgram:";

    /// <exception cref="FileNotFoundException">A program was not built, or was moved away.</exception>
    public static BuiltPrograms Find()
    {
        var paths = typeof(BuiltPrograms).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Where(metadata => metadata.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(metadata => metadata.Key[Prefix.Length..], metadata => metadata.Value!);

        return new BuiltPrograms(
            Program(paths["ContinuousDeploy"]),
            Program(paths["ContinuousDeploy.Gateway"]),
            Program(paths["storefront"]));
    }

    private static string Program(string assembly)
    {
        var built = Path.GetFullPath(
            Path.Combine(AppContext.BaseDirectory, assembly.Replace('\\', Path.DirectorySeparatorChar)));
        var program = Path.ChangeExtension(built, OperatingSystem.IsWindows() ? ".exe" : null);
        return File.Exists(program)
            ? program
            : throw new FileNotFoundException($"{program} is missing. Build it first: dotnet build", program);
    }
}
