using ContinuousDeploy.GitHub.Transport;

namespace ContinuousDeploy.Tests.GitHub;

public sealed class PriorityLaneTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Those_who_wait_go_by_urgency_and_then_by_arrival()
    {
        var lane = new PriorityLane(1);
        var order = new List<string>();
        var first = await lane.EnterAsync(CallPriority.Progress, Cancellation);
        Task[] waiting =
        [
            EnterAsync("progress", CallPriority.Progress),
            EnterAsync("success", CallPriority.Success),
            EnterAsync("rollback", CallPriority.Urgent),
            EnterAsync("failure", CallPriority.Failure),
            EnterAsync("second rollback", CallPriority.Urgent),
        ];

        first.Dispose();
        await Task.WhenAll(waiting);

        Assert.Equal(["rollback", "second rollback", "failure", "success", "progress"], order);

        async Task EnterAsync(string name, CallPriority priority)
        {
            using (await lane.EnterAsync(priority, Cancellation))
            {
                order.Add(name);
            }
        }
    }

    [Fact]
    public async Task No_more_than_its_width_are_let_through()
    {
        var lane = new PriorityLane(2);
        using var first = await lane.EnterAsync(CallPriority.Success, Cancellation);
        using var second = await lane.EnterAsync(CallPriority.Success, Cancellation);

        var third = lane.EnterAsync(CallPriority.Urgent, Cancellation);

        Assert.False(third.IsCompleted);
        first.Dispose();
        (await third).Dispose();
    }

    [Fact]
    public async Task A_place_given_back_twice_is_one_place()
    {
        var lane = new PriorityLane(1);
        var place = await lane.EnterAsync(CallPriority.Success, Cancellation);
        place.Dispose();
        place.Dispose();

        using var next = await lane.EnterAsync(CallPriority.Success, Cancellation);
        Assert.False(lane.EnterAsync(CallPriority.Success, Cancellation).IsCompleted);
    }

    [Fact]
    public async Task One_who_gave_up_takes_no_place()
    {
        using var patience = new CancellationTokenSource();
        var lane = new PriorityLane(1);
        var first = await lane.EnterAsync(CallPriority.Success, Cancellation);
        var impatient = lane.EnterAsync(CallPriority.Urgent, patience.Token);
        var patient = lane.EnterAsync(CallPriority.Progress, Cancellation);

        await patience.CancelAsync();
        first.Dispose();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        (await patient).Dispose();
    }
}
