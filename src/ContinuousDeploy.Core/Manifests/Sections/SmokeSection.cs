using ContinuousDeploy.Core.Manifests.Yaml;

namespace ContinuousDeploy.Core.Manifests.Sections;

/// <summary>Reads <c>verify</c>, of which this version runs the smoke checks.</summary>
public static class SmokeSection
{
    private const int MostChecks = 50;

    private static readonly KeySet VerifyKeys =
        KeySet.Of("smoke").Planned("acceptance", "performance", "stress", "replay", "faults");

    private static readonly KeySet CheckKeys =
        KeySet.Of("name", "get", "post", "json", "expect").Planned("put", "delete", "patch", "save", "headers");

    /// <summary>The smoke suite; null where there is none or it is wrong.</summary>
    public static SmokeSuite? Read(YamlNode node, ProblemList problems)
    {
        if (Section.Open(node, "verify", VerifyKeys, problems)?.Find("smoke") is not { } list
            || Value.List(list, "verify.smoke", problems) is not { } items)
        {
            return null;
        }

        if (items.Length is 0 or > MostChecks)
        {
            problems.Add(
                list.At,
                "invalid-value",
                $"verify.smoke has {items.Length} checks.",
                $"Write 1 to {MostChecks}, or remove the key.");
        }

        var checks = items.Take(MostChecks).Select(item => Check(item, problems)).ToList();
        return checks.TrueForAll(check => check is not null) ? new SmokeSuite([.. checks.OfType<SmokeCheck>()]) : null;
    }

    private static SmokeCheck? Check(YamlNode node, ProblemList problems)
    {
        if (Section.Open(node, "a smoke check", CheckKeys, problems) is not { } section
            || Request(section, problems) is not { } request)
        {
            return null;
        }

        var name = section.Find("name") is { } text
            ? Value.Text(text, "name of the check", problems)
            : $"{request.Method} {request.Path}";
        var json = section.Find("json") is { } body ? JsonText.Of(body) : null;
        if (json is not null && request.Method == "GET")
        {
            problems.Add(
                section.At, "invalid-value", "A GET request carries no JSON body.", "Use post, or remove json.");
        }

        var expect = section.Find("expect") is { } expected
            ? ExpectSection.Read(expected, problems)
            : ExpectSection.Default;
        return name is null || expect is null
            ? null
            : new SmokeCheck(name, request.Method, request.Path, json, expect, section.At);
    }

    private static (string Method, string Path)? Request(Section section, ProblemList problems)
    {
        var get = section.Find("get");
        var post = section.Find("post");
        if (get is null == post is null)
        {
            problems.Add(
                section.At,
                "missing-key",
                "A smoke check needs one request.",
                "Write either 'get: /path' or 'post: /path'.");
            return null;
        }

        var path = Address.Path((get ?? post)!, "path of a request", problems);
        return path is null ? null : (get is null ? "POST" : "GET", path);
    }
}
