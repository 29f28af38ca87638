namespace Tracing.Clustering.Collecting;

/// <summary>Waits until a condition on a cluster holds.</summary>
internal static class Eventually
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(50);

    /// <summary>Fails with the last reason when the time is up.</summary>
    /// <param name="isNot">Returns null when the condition holds, else the reason why it does not.</param>
    public static Task Async(Func<string?> isNot, int seconds = 40) => Async(() => Task.FromResult(isNot()), seconds);

    /// <inheritdoc cref="Async(Func{string?}, int)"/>
    public static async Task Async(Func<Task<string?>> isNot, int seconds = 40)
    {
        var until = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(_look);
        while (await isNot() is { } why)
        {
            if (TimeProvider.System.GetElapsedTime(until).TotalSeconds > seconds) Assert.Fail($"after {seconds} s: {why}");
            await timer.WaitForNextTickAsync();
        }
    }

    public static Task Async(Func<bool> isSo, string what, int seconds = 40) => Async(() => isSo() ? null : "not " + what, seconds);
}
