using System.Diagnostics;
using System.IO.Compression;

namespace ContinuousDeploy.Sandbox.GitHub.Git;

/// <summary>One request to <c>git upload-pack</c> or <c>git receive-pack</c> and what it writes.</summary>
internal static class GitExchange
{
    /// <summary>The body of a request, unpacked where it was compressed.</summary>
    public static async Task<byte[]> ReadAsync(HttpContext http)
    {
        using MemoryStream buffer = new();
        bool zipped = http.Request.Headers.ContentEncoding == "gzip";
        await using Stream body = zipped
            ? new GZipStream(http.Request.Body, CompressionMode.Decompress, leaveOpen: true)
            : http.Request.Body;
        await body.CopyToAsync(buffer, http.RequestAborted);
        return buffer.ToArray();
    }

    /// <summary>Runs one side of the exchange and sends what it writes, as it writes it.</summary>
    public static async Task RunAsync(
        HttpContext http,
        string folder,
        string[] arguments,
        ReadOnlyMemory<byte> request,
        Dictionary<string, string> environment)
    {
        if (http.Request.Headers["Git-Protocol"] is [{ Length: > 0 } protocol, ..])
        {
            environment["GIT_PROTOCOL"] = protocol;
        }

        using Process process = GitProgram.Start(folder, arguments, environment);
        Task<string> complaining = process.StandardError.ReadToEndAsync(CancellationToken.None);
        Task reading = AnswerAsync(http, process.StandardOutput.BaseStream);
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(request, CancellationToken.None);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // Git ended before it had read everything; what it wrote says why.
        }

        await Task.WhenAll(reading, complaining);
        await process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Sends what Git writes. When the client has gone Git still comes to its end: a push takes effect.</summary>
    private static async Task AnswerAsync(HttpContext http, Stream written)
    {
        try
        {
            await written.CopyToAsync(http.Response.Body, http.RequestAborted);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            await written.CopyToAsync(Stream.Null, CancellationToken.None);
        }
    }
}
