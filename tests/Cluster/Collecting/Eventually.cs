namespace Tracing.Clustering.Collecting;

/// <summary>Waits for what a cluster comes to by itself.</summary>
internal static class Eventually
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(50);

    /// <summary>Fails with what is still the case when the time is up.</summary>
    /// <param name="isNot">Null when it has come true; else why not yet.</param>
    public static Task Async(Func<string?> isNot, int seconds = 20) => Async(() => Task.FromResult(isNot()), seconds);

    /// <inheritdoc cref="Async(Func{string?}, int)"/>
    public static async Task Async(Func<Task<string?>> isNot, int seconds = 20)
    {
        var until = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(_look);
        while (await isNot() is { } why)
        {
            if (TimeProvider.System.GetElapsedTime(until).TotalSeconds > seconds) Assert.Fail($"after {seconds} s: {why}");
            await timer.WaitForNextTickAsync();
        }
    }

    public static Task Async(Func<bool> isSo, string what, int seconds = 20) => Async(() => isSo() ? null : "not " + what, seconds);
}
