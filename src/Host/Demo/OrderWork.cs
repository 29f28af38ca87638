namespace Tracing.Hosting.Demo;

/// <summary>What the order service pretends to do: it waits a random while, and fails now and then.</summary>
/// <remarks>A tenth of the tutorial's times: 10 to 30 ms to take a request in, 5 to 15 ms to process it. Any
/// thread.</remarks>
/// <param name="failRate">The share of requests that fail while being processed, 0 to 1.</param>
internal sealed class OrderWork(double failRate, TimeProvider time)
{
    public Task AcceptAsync() => Pause(10, 30);

    public async Task<string> ProcessAsync(string payload)
    {
        await Pause(5, 15);
        if (Random.Shared.NextDouble() < failRate) throw new OutOfStockException(payload);
        return $"processed {payload}";
    }

    // The work itself: a demo's spans must have a length.
    private Task Pause(int minMillis, int maxMillis) =>
        Task.Delay(TimeSpan.FromMilliseconds(minMillis + (Random.Shared.NextDouble() * (maxMillis - minMillis))), time);
}
