namespace Tracing.Demo.Tutorial;

/// <summary>Makes requests of the tutorial: a number of them, or one a second for as long as the host runs.</summary>
internal static class DemoTraffic
{
    private static readonly TimeSpan _pace = TimeSpan.FromSeconds(1);

    /// <summary>Makes <paramref name="count"/> requests, so many at a time; ends early, without an error, when
    /// stopped.</summary>
    /// <returns>How many were made.</returns>
    public static async Task<int> MakeAsync(
        MakeRequest make, int count, int parallel, Action<int> made, CancellationToken stopping)
    {
        var next = 0;
        var done = 0;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(parallel, count)).Select(async _ =>
        {
            while (!stopping.IsCancellationRequested && Interlocked.Increment(ref next) is var number && number <= count)
            {
                // A request under way is let finish: its trace is to be whole.
                await make($"req_{number}", CancellationToken.None).ConfigureAwait(false);
                made(Interlocked.Increment(ref done));
            }
        })).ConfigureAwait(false);
        return done;
    }

    public static async Task KeepMakingAsync(MakeRequest make, TimeProvider time, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(_pace, time);
        try
        {
            for (var number = 1; await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false); number++)
                await make($"req_{number}", stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }
}
