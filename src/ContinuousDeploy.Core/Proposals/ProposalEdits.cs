using System.Collections.Immutable;
using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Manifests.Editing;
using ContinuousDeploy.Core.Manifests.Yaml;
using ContinuousDeploy.Core.Pins;
using ContinuousDeploy.Core.Reports;
using ContinuousDeploy.Core.Rollouts;

namespace ContinuousDeploy.Core.Proposals;

/// <summary>What a proposal changes in the files.</summary>
public abstract record FileChanges
{
    private FileChanges()
    {
    }

    /// <param name="Files">New texts by path, null for a file that goes; empty where Git says it all already.</param>
    public sealed record Ready(ImmutableSortedDictionary<string, string?> Files) : FileChanges;

    /// <summary>A file is in a shape that is not edited blindly: a person must do it.</summary>
    public sealed record Refused(Problem Problem) : FileChanges;
}

/// <summary>Works out the edits of the bot's pull requests, from the files as they are on the default branch now.</summary>
public sealed class ProposalEdits
{
    private const string Bot = "continuous-deploy";

    private readonly string root;
    private readonly Func<string, SourceFile?> read;
    private readonly DateTimeOffset now;
    private readonly Dictionary<string, string?> edited = new(StringComparer.Ordinal);
    private Problem? refused;

    private ProposalEdits(string root, Func<string, SourceFile?> read, DateTimeOffset now)
    {
        this.root = root;
        this.read = read;
        this.now = now;
    }

    /// <param name="root">The folder of the environments.</param>
    /// <param name="read">Reads a file of the default branch's tip; null where there is none.</param>
    /// <param name="now">The time that goes into holds and quarantines.</param>
    public static FileChanges Of(ProposalKind kind, string root, Func<string, SourceFile?> read, DateTimeOffset now)
    {
        var edits = new ProposalEdits(root, read, now);
        switch (kind)
        {
            case ProposalKind.Revert revert:
                foreach (var request in revert.Requests)
                {
                    edits.Revert(request);
                }

                break;
            case ProposalKind.Resume resume:
                foreach (var stage in resume.Stages)
                {
                    edits.Edit(edits.PinOf(stage), ManifestEdit.RemoveHold);
                }

                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }

        return edits.Outcome();
    }

    private void Revert(RevertRequest request)
    {
        var reason = ProposalText.ShortReason(request);
        var by = request.By ?? Bot;
        var pin = PinOf(request.Stage);
        Edit($"{root}/applications/{request.Stage.Application}.yaml", (path, text) =>
            ManifestEdit.AddQuarantine(path, text, new Quarantine(request.Bad.Version, reason, by, now)));
        if (!Pins(pin, request.Bad.Version))
        {
            // Somebody has pinned something else since: that is theirs. The quarantine still holds the bad version off.
            return;
        }

        if (request.Good is not { } good)
        {
            edited[pin] = null;
            return;
        }

        Edit(pin, (path, text) => ManifestEdit.SetVersion(path, text, good));
        Edit(pin, (path, text) => ManifestEdit.WriteHold(path, text, new Hold(reason, by, now)));
    }

    private bool Pins(string pin, string version) =>
        TextOf(pin) is { } text
        && EditableFile.Open(pin, text, out _)?.Root.Find("version")?.Value is YamlNode.Scalar scalar
        && scalar.Text == version;

    private void Edit(string path, Func<string, string, EditOutcome> edit)
    {
        if (TextOf(path) is not { } text)
        {
            return;
        }

        switch (edit(path, text))
        {
            case EditOutcome.Edited done when done.Text != text:
                edited[path] = done.Text;
                break;
            case EditOutcome.Refused refusal:
                refused ??= refusal.Problem;
                break;
        }
    }

    private string? TextOf(string path) => edited.TryGetValue(path, out var text) ? text : read(path)?.Text;

    private string PinOf(StageName stage) => $"{root}/{stage.Environment}/{stage.Application}.yaml";

    private FileChanges Outcome() => refused is null
        ? new FileChanges.Ready(edited.ToImmutableSortedDictionary(StringComparer.Ordinal))
        : new FileChanges.Refused(refused);
}
