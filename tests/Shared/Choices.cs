namespace ContinuousDeploy.Testing;

/// <summary>
/// Choices for made-up inputs: the same on every run for the same seed. HOSTILE_INPUTS multiplies how many inputs a test
/// makes: 1 by default, 20 for a long run.
/// </summary>
internal sealed class Choices(ulong seed)
{
    private static readonly string[] Fragments =
    [
        "\0", "\r\n", "\n", "\t", " ", "\"", "'", "\\", "/", "..", "../", "//", ":", "@", "#", "?", "%", "%00", "%2e%2e", "{", "}",
        "[", "]", ",", "-", "--", "$(id)", "`id`", ";", "|", "&", "<", ">", "é", "\u202e", "\u200b", "\ufeff", "а", "／",
        "\ud83d", "\u0085", "0", "1", "-1", "9999999999999999999999", "1e999", "null", "true", "NaN", "\u001b[31m",
    ];

    private ulong state = seed;

    /// <summary>How many inputs to make.</summary>
    public static int Count(int ordinary) => ordinary * int.Parse(
        Environment.GetEnvironmentVariable("HOSTILE_INPUTS") ?? "1", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A number from 0 up to, and without, a limit.</summary>
    public int Below(int limit)
    {
        // SplitMix64 (Steele, Lea and Flood, 2014).
        state += 0x9E3779B97F4A7C15;
        var mixed = state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)((mixed ^ (mixed >> 31)) % (ulong)limit);
    }

    public bool OneIn(int times) => Below(times) == 0;

    public T Of<T>(IReadOnlyList<T> values) => values[Below(values.Count)];

    public string Fragment() => Of(Fragments);

    /// <summary>A text with one to three small changes: a part left out, doubled, moved, replaced or put in.</summary>
    public string Mutate(string text)
    {
        for (var changes = 1 + Below(3); changes > 0; changes--)
        {
            var at = Below(text.Length + 1);
            var length = Math.Min(text.Length - at, OneIn(4) ? Below(text.Length + 1) : 1);
            text = Below(5) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, text.Substring(at, length)),
                2 => text.Insert(at, Fragment()),
                3 => text.Remove(at, length).Insert(at, Fragment()),
                _ => text.Remove(at, length).Insert(at, ((char)Below(0x180)).ToString()),
            };
        }

        return text;
    }

    /// <summary>Bytes with one to three small changes.</summary>
    public byte[] Mutate(byte[] bytes)
    {
        for (var changes = 1 + Below(3); changes > 0 && bytes.Length > 0; changes--)
        {
            var at = Below(bytes.Length);
            bytes = Below(5) switch
            {
                0 => [.. bytes[..at], .. bytes[(at + 1)..]],
                1 => [.. bytes[..at], (byte)Below(256), .. bytes[at..]],
                2 => [.. bytes[..at], (byte)(bytes[at] ^ (1 << Below(8))), .. bytes[(at + 1)..]],
                3 => [.. bytes[..at], (byte)Below(256), .. bytes[(at + 1)..]],
                _ => OneIn(8) ? bytes[..at] : [.. bytes[..at], bytes[at], .. bytes[at..]],
            };
        }

        return bytes;
    }
}
