namespace Tracing.Demo.Shopping;

/// <summary>How long the actors of the shop take, and how often they fail. Any thread.</summary>
internal sealed class ShopHabits(TimeProvider time)
{
    private const double SlowShare = 0.05;
    private const int SlowTimes = 12;

    /// <summary>Works for about this time; one in twenty takes twelve times as long.</summary>
    public Task WorkAsync(TimeSpan about)
    {
        var factor = Random.Shared.NextDouble() < SlowShare ? SlowTimes : 0.5 + Random.Shared.NextDouble();
        // It stands for the work of a real shop.
        return Task.Delay(about * factor, time);
    }

    public static bool Happens(double share) => Random.Shared.NextDouble() < share;
}
