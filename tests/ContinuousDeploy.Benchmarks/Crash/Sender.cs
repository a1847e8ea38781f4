using System.Net.Sockets;
using ContinuousDeploy.Benchmarks.Acknowledge;

namespace ContinuousDeploy.Benchmarks.Crash;

/// <summary>
/// GitHub's side of one connection, which outlives any number of receivers. A delivery that was not answered is
/// delivered again, with the same GUID; it alone is known to GitHub as failed.
/// </summary>
public sealed class Sender(SignedPush push, int connection)
{
    private readonly byte[] request = push.Copy();
    private int number;

    /// <summary>What was answered with 202.</summary>
    public List<Guid> Acknowledged { get; } = [];

    /// <summary>Deliveries that were sent again and that the receiver knew: stored, and then killed before the answer.</summary>
    public int Recognized { get; private set; }

    /// <summary>The delivery that was sent and not answered, or null: it may be stored or not.</summary>
    public Guid? Unanswered { get; private set; }

    /// <summary>Sends until the receiver dies, refuses, or enough is said to be acknowledged.</summary>
    /// <param name="isEnough">Asked after each acknowledgement.</param>
    public async Task RunAsync(int port, Func<bool> isEnough, CancellationToken cancellationToken)
    {
        try
        {
            using var receiver = await DeliveryConnection.OpenAsync(port, cancellationToken);
            while (await DeliverAsync(receiver, cancellationToken) && !isEnough())
            {
            }
        }
        catch (Exception end) when (end is SocketException or IOException)
        {
            // The kill, as GitHub sees it. Whether the last delivery was stored cannot be known here.
        }
    }

    private async Task<bool> DeliverAsync(DeliveryConnection receiver, CancellationToken cancellationToken)
    {
        var delivery = push.Number(request, connection, number);
        Unanswered = delivery;
        var answer = await receiver.ExchangeAsync(request, cancellationToken);
        if (!Answer.IsAccepted(answer.Span))
        {
            return false;
        }

        Unanswered = null;
        Acknowledged.Add(delivery);
        Recognized += answer.Span.IndexOf("Stored before"u8) >= 0 ? 1 : 0;
        number++;
        return true;
    }
}
