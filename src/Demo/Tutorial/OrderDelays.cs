using Tracing.Actors.Tutorial;

namespace Tracing.Demo.Tutorial;

/// <summary>The order service's pretended work: it waits for a random time, and fails now and then.</summary>
/// <remarks>A tenth of the tutorial's times: 10 to 30 ms to accept a request, 5 to 15 ms to process it. Any
/// thread.</remarks>
/// <param name="failRate">The share of requests that fail while being processed, 0 to 1.</param>
internal sealed class OrderDelays(double failRate, TimeProvider time)
{
    public OrderWork Work => new(() => PauseAsync(10, 30), ProcessAsync);

    private async Task<string> ProcessAsync(string payload)
    {
        await PauseAsync(5, 15);
        if (Random.Shared.NextDouble() < failRate) throw new OutOfStockException(payload);
        return $"processed {payload}";
    }

    // The delay is the work: a demo's spans must have a length.
    private Task PauseAsync(int minMillis, int maxMillis) =>
        Task.Delay(TimeSpan.FromMilliseconds(minMillis + (Random.Shared.NextDouble() * (maxMillis - minMillis))), time);
}
