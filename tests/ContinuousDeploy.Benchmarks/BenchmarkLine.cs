using System.Text;
using System.Text.Json;

namespace ContinuousDeploy.Benchmarks;

/// <summary>The result of one benchmark: printed as a table and, last, as one line of JSON.</summary>
/// <param name="Benchmark">The name it is started by.</param>
/// <param name="Value">The main figure, in <paramref name="Unit"/>.</param>
/// <param name="Peer">Who was measured beside it in the same run, or null.</param>
/// <param name="Figures">Other figures, by a name that ends in the unit: <c>p99Ms</c>.</param>
public sealed record BenchmarkLine(
    string Benchmark, double Value, string Unit, Peer? Peer = null, params IReadOnlyList<Figure> Figures)
{
    /// <summary>The line of JSON; figures are rounded to four significant digits.</summary>
    public string ToJson()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("benchmark", Benchmark);
            json.WriteNumber("value", Round(Value));
            json.WriteString("unit", Unit);
            if (Peer is not null)
            {
                json.WriteString("peer", Peer.Name);
                json.WriteNumber("peerValue", Round(Peer.Value));
                json.WriteNumber("ratio", Round(Peer.Ratio(Value)));
            }

            foreach (var figure in Figures)
            {
                json.WriteNumber(figure.Name, Round(figure.Value));
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    /// <summary>Name and value in two columns, for people.</summary>
    public string ToTable()
    {
        var rows = new List<(string Name, string Value)> { (Benchmark, $"{Round(Value)} {Unit}") };
        if (Peer is not null)
        {
            rows.Add((Peer.Name, $"{Round(Peer.Value)} {Unit}"));
            rows.Add(("ratio", $"{Round(Peer.Ratio(Value))} (1 or more is ahead of the peer)"));
        }

        rows.AddRange(Figures.Select(figure => (figure.Name, $"{Round(figure.Value)}")));
        var width = rows.Max(row => row.Name.Length);
        return string.Concat(rows.Select(row => $"{row.Name.PadRight(width)}  {row.Value}\n"));
    }

    private static double Round(double value)
    {
        if (value == 0 || !double.IsFinite(value))
        {
            return 0;
        }

        var digits = 3 - (int)Math.Floor(Math.Log10(Math.Abs(value)));
        return Math.Round(value, Math.Clamp(digits, 0, 15));
    }
}

/// <summary>One more figure. The name ends in the unit.</summary>
public sealed record Figure(string Name, double Value);

/// <summary>What was measured beside us in the same run, in the same unit.</summary>
/// <param name="HigherIsBetter">True for a rate, false for a time.</param>
public sealed record Peer(string Name, double Value, bool HigherIsBetter)
{
    /// <summary>How many times better we are: 1 or more is ahead.</summary>
    public double Ratio(double ours) => HigherIsBetter ? ours / Value : Value / ours;
}
