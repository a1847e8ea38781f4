using System.Globalization;

namespace ContinuousDeploy.Benchmarks.Fleet;

/// <summary>The files of an environments repository of many stages.</summary>
internal sealed record FleetFiles(int Environments, int Applications)
{
    public const string FirstVersion = "1.0.0";

    public int Stages => Environments * Applications;

    /// <summary>Writes every stage at <see cref="FirstVersion"/>.</summary>
    public void WriteTo(string folder)
    {
        for (var application = 0; application < Applications; application++)
        {
            Write(folder, $"environments/applications/{Application(application)}.yaml", ApplicationFile(application));
        }

        for (var environment = 0; environment < Environments; environment++)
        {
            var name = Environment(environment);
            Write(folder, $"environments/{name}/environment.yaml", "target: { process: local }\n");
            for (var application = 0; application < Applications; application++)
            {
                Write(folder, PinPath(environment, application), Pin(environment, application, FirstVersion));
            }
        }
    }

    /// <summary>New pins of a number of stages, spread over the first environments.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Pins(int stages, int environments, string version) =>
        Enumerable.Range(0, stages).Select(number => KeyValuePair.Create(
            PinPath(number % environments, number / environments),
            (string?)Pin(number % environments, number / environments, version)));

    private static string ApplicationFile(int number) => $$"""
        artifact: {{Application(number)}}/{version}.tar.gz
        run: { command: [./{{Application(number)}}], ready: /readyz }
        verify:
          smoke:
            - { get: /readyz, expect: { status: 200 } }

        """;

    // Each stage has an address of its own.
    private static string Pin(int environment, int application, string version) =>
        $"version: {version}\nurl: http://{Application(application)}.{Environment(environment)}.example\n";

    private static string PinPath(int environment, int application) =>
        $"environments/{Environment(environment)}/{Application(application)}.yaml";

    private static string Environment(int number) => string.Create(CultureInfo.InvariantCulture, $"environment-{number:d3}");

    private static string Application(int number) => string.Create(CultureInfo.InvariantCulture, $"application-{number:d4}");

    private static void Write(string folder, string path, string text)
    {
        var file = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
