using System.Collections.Immutable;

namespace ContinuousDeploy.Core.Comments;

/// <summary>Reads one command line. The grammar stands at <see cref="CommentParser"/>.</summary>
internal static class CommandLineParser
{
    private const int LongestReason = 200;

    public static CommandLine Parse(string line)
    {
        var words = CommandWords.Split(line[1..]);
        var name = words.Parts.FirstOrDefault()?.Text ?? "";
        if (!Lookalikes.IsSlash(line[0]) || line[0] != '/' || Lookalikes.FirstIn(name) is not null)
        {
            return Reject(line, $"it holds {Lookalikes.FirstIn(line)}, which only looks like a plain letter. Type it anew.");
        }

        if (words.Mistake is { } unsplit)
        {
            return Reject(line, unsplit);
        }

        var arguments = Arguments.Read(words.Parts.Skip(1));
        return arguments.Mistake is { } mistake && IsWorking(name) ? Reject(line, mistake) : Build(line, name, arguments);
    }

    private static CommandLine Build(string line, string name, Arguments arguments) => name switch
    {
        "help" when arguments.IsEmpty => new CommandLine.Recognized(line, new Command.Help()),
        "help" => Reject(line, "`/help` takes no arguments."),
        "status" when arguments.Reason is null => new CommandLine.Recognized(line, new Command.Status(arguments.Targets)),
        "resume" when arguments.Reason is null => new CommandLine.Recognized(line, new Command.Resume(arguments.Targets)),
        "status" or "resume" => Reject(line, $"`/{name}` takes no `--reason`."),
        "rollback" => new CommandLine.Recognized(line, new Command.Rollback(arguments.Targets, arguments.Reason)),
        _ when CommandNames.Reserved.Contains(name) =>
            Reject(line, $"`/{name}` is not part of this version yet. `/help` lists what works."),
        _ when CommandNames.Nearest(name) is { } nearest =>
            Reject(line, $"there is no such command. Did you mean `/{nearest}`?"),
        _ => Reject(line, "there is no such command. `/help` lists what works."),
    };

    private static bool IsWorking(string name) => CommandNames.Working.Any(command => command.Name == name);

    private static CommandLine.Rejected Reject(string line, string explanation) => new(line, explanation);

    private sealed record Arguments(ImmutableArray<Target> Targets, string? Reason, string? Mistake)
    {
        public bool IsEmpty => Targets.IsEmpty && Reason is null;

        public static Arguments Read(IEnumerable<Word> words)
        {
            var targets = ImmutableArray.CreateBuilder<Target>();
            string? reason = null;
            using var rest = words.GetEnumerator();
            while (rest.MoveNext())
            {
                var word = rest.Current;
                if (word is { Text: "--reason", Quoted: false })
                {
                    if (!rest.MoveNext() || rest.Current.Text.Length is 0 or > LongestReason)
                    {
                        return Wrong($"`--reason` needs a text of 1 to {LongestReason} characters in quotation marks.");
                    }

                    reason = rest.Current.Text;
                }
                else if (word.Quoted || TargetOf(word.Text) is not { } target)
                {
                    return Wrong(MistakeIn(word));
                }
                else
                {
                    targets.Add(target);
                }
            }

            return new Arguments(targets.ToImmutable(), reason, null);
        }

        private static Arguments Wrong(string mistake) => new([], null, mistake);

        private static string MistakeIn(Word word) => word switch
        {
            { Quoted: true } => "a text in quotation marks stands where a target is expected.",
            { Text: ['-', '-', ..] } => "it has an option that does not exist; `--reason \"…\"` is the only one.",
            _ => "a target is written `environment`, `application` or `environment/application`, "
                + "in lower-case letters, digits and dashes.",
        };

        private static Target? TargetOf(string word) => word.Split('/') switch
        {
            [var either] when IsName(either) => new Target(null, null) { Either = either },
            [var environment, var application] when IsName(environment) && IsName(application) =>
                new Target(environment, application),
            _ => null,
        };

        private static bool IsName(string text) =>
            text.Length is > 0 and <= 63 && text[0] != '-'
            && text.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-');
    }
}
