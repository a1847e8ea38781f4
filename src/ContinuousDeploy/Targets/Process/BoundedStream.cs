namespace ContinuousDeploy.Targets.Process;

/// <summary>
/// The unpacked bytes of an archive, refused as soon as they become too many, too many for what was packed, or are asked
/// for in too large a piece.
/// </summary>
internal sealed class BoundedStream(Stream unpacked, long packedBytes, ArtifactLimits limits) : Stream
{
    // TarReader takes an extended header into memory in one piece as long as the header claims to be, up to 2 GiB.
    // Files are copied in smaller pieces, so that only such a header comes here with a larger buffer.
    private const int LargestPiece = 1 << 20;

    private long total;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => total;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        CheckPiece(buffer.Length);
        return Count(unpacked.Read(buffer));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        CheckPiece(buffer.Length);
        return Count(await unpacked.ReadAsync(buffer, cancellationToken));
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static void CheckPiece(int length)
    {
        if (length > LargestPiece)
        {
            throw new BadArtifactException("The artifact has a header of more than 1 MiB.");
        }
    }

    private int Count(int read)
    {
        total += read;
        if (total > limits.UnpackedBytes)
        {
            throw new BadArtifactException($"The artifact unpacks to more than {limits.UnpackedBytes >> 20} MiB.");
        }

        if (total > limits.RatioFrom && total > packedBytes * limits.Ratio)
        {
            throw new BadArtifactException(
                $"The artifact unpacks to more than {limits.Ratio} times its size, as only a trap does.");
        }

        return read;
    }
}
