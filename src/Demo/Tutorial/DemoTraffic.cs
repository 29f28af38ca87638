namespace Tracing.Demo.Tutorial;

/// <summary>Makes a number of requests of the tutorial.</summary>
internal static class DemoTraffic
{
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
}
