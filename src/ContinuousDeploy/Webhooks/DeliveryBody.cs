using System.Buffers;
using System.IO.Pipelines;

namespace ContinuousDeploy.Webhooks;

/// <summary>A delivery's raw body in a rented buffer, which grows with the bytes that came.</summary>
public sealed class DeliveryBody : IDisposable
{
    /// <summary>The largest body, in bytes. GitHub sends none beyond 25 MB.</summary>
    public const int Limit = 25 * 1024 * 1024;

    private const int FirstSize = 32 * 1024;

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int length;

    public ReadOnlyMemory<byte> Bytes => buffer.AsMemory(0, length);

    /// <summary>Reads to the end of the body.</summary>
    /// <param name="large">Passed by bodies that are larger than usual; it bounds how many are in memory.</param>
    /// <returns>False where the body is beyond the limit.</returns>
    /// <exception cref="OperationCanceledException"/>
    /// <exception cref="BadHttpRequestException"/>
    public async Task<bool> ReadAsync(PipeReader reader, LargeBodies.Turn large, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            if (length + read.Buffer.Length > Limit)
            {
                reader.AdvanceTo(read.Buffer.Start);
                return false;
            }

            await large.EnterAsync(length + read.Buffer.Length, cancellationToken);
            Append(read.Buffer);
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return true;
            }
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);

    private void Append(in ReadOnlySequence<byte> bytes)
    {
        var needed = length + (int)bytes.Length;
        if (needed > buffer.Length)
        {
            Grow(needed);
        }

        bytes.CopyTo(buffer.AsSpan(length));
        length = needed;
    }

    private void Grow(int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, 2 * buffer.Length));
        Bytes.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
