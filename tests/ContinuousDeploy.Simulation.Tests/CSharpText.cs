using System.Globalization;

namespace ContinuousDeploy.Simulation.Tests;

/// <summary>A record of numbers, times and records as the C# that makes it: what a failing test prints can be kept as a test.</summary>
internal static class CSharpText
{
    public static string Of(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        int number => number.ToString(CultureInfo.InvariantCulture),
        TimeSpan time => string.Create(CultureInfo.InvariantCulture, $"TimeSpan.FromTicks({time.Ticks})"),
        _ => OfRecord(value),
    };

    private static string OfRecord(object value)
    {
        var type = value.GetType();
        var arguments = type.GetConstructors().Single().GetParameters().Select(parameter => parameter.Name!).ToList();
        var others = type.GetProperties().Where(property => property.CanWrite && !arguments.Contains(property.Name))
            .Select(property => $"{property.Name} = {Of(property.GetValue(value)!)}").ToList();
        var made = $"new {type.Name}({string.Join(", ", arguments.Select(name => Of(type.GetProperty(name)!.GetValue(value)!)))})";
        return others.Count == 0 ? made : $"{made} {{ {string.Join(", ", others)} }}";
    }
}
