using System.Text.Json;
using System.Text.Json.Serialization;
using ContinuousDeploy.Core;

namespace ContinuousDeploy.Targets.Process;

/// <summary>What the bot knows of an instance, on disk beside it: so it outlives the bot.</summary>
/// <param name="Digest"><c>sha256:</c> and 64 hexadecimal digits: what was really unpacked, also where the pin has none.</param>
/// <param name="Phase">How far it came.</param>
/// <param name="Supervisor">Null from before the start until it is known.</param>
internal sealed record InstanceRecord(
    string Instance,
    StageId Stage,
    string Version,
    string Digest,
    string VersionFolder,
    long Fence,
    int Port,
    string Ready,
    InstancePhase Phase,
    ProcessIdentity? Supervisor,
    DateTimeOffset Started)
{
    [JsonIgnore]
    public Uri Address => new($"http://127.0.0.1:{Port}/");

    /// <exception cref="InvalidDataException">The file is not what was written: a person must look.</exception>
    public static async Task<InstanceRecord?> ReadAsync(InstanceFolder folder, CancellationToken cancellationToken)
    {
        if (await DurableFile.ReadAsync(folder.Record, cancellationToken) is not { } content)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(content, ProcessJson.Default.InstanceRecord)
                ?? throw new JsonException("It is null.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException(
                $"The record of an instance, '{folder.Record}', cannot be read. Stop the instance by hand and remove "
                + "its folder.",
                exception);
        }
    }

    public Task WriteAsync(InstanceFolder folder, CancellationToken cancellationToken) =>
        DurableFile.WriteAsync(
            folder.Record,
            JsonSerializer.SerializeToUtf8Bytes(this, ProcessJson.Default.InstanceRecord),
            cancellationToken);
}

internal enum InstancePhase
{
    /// <summary>Written before the start: there may be a process or not; it is found by its marker.</summary>
    Starting,

    /// <summary>The supervisor is known.</summary>
    Started,

    /// <summary>To be stopped, and nothing else.</summary>
    Stopping,
}

/// <summary>How an instance ended.</summary>
/// <param name="Code">Its exit code (128 and the signal's number where a signal ended it), or null where it never began.</param>
/// <param name="StartError">The system's error number where the program could not be started.</param>
internal sealed record ExitRecord(int? Code, int? StartError);

[JsonSourceGenerationOptions(WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(InstanceRecord))]
[JsonSerializable(typeof(ExitRecord))]
[JsonSerializable(typeof(LaunchOrder))]
internal sealed partial class ProcessJson : JsonSerializerContext;
