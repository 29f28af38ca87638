using Tracing.Assembling;

namespace Tracing.Simulation;

/// <summary>The faults of one simulation and their rates in percent, all drawn from the seed.</summary>
internal sealed record Faults
{
    public int Drops { get; init; }

    public int Repeats { get; init; }

    public int SlowMessages { get; init; }

    public int StoreFailures { get; init; }

    public int SlowPuts { get; init; }

    public bool ClocksAreSkewed { get; init; }

    /// <summary>How many times each of these faults happens.</summary>
    public int Partitions { get; init; }

    public int Crashes { get; init; }

    public int Rebalances { get; init; }

    public int Stops { get; init; }

    public int ReporterKills { get; init; }

    public AssemblerSettings Assembler { get; init; } = Roomy;

    public int MaxWaiting { get; init; } = 1_000;

    public int MaxHeld { get; init; } = 1_000;

    public int MaxInFlight { get; init; } = 8;

    public long MaxHeldBytes { get; init; } = 1 << 20;

    public static TimeSpan ResendAfter { get; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Settings with a tenth of the real times.</summary>
    private static AssemblerSettings Roomy { get; } = AssemblerSettings.Default with
    {
        Settle = TimeSpan.FromMilliseconds(600),
        MaxAge = TimeSpan.FromSeconds(6),
    };

    public static Faults Drawn(Dice dice)
    {
        var faults = OfTheWay(dice);
        if (dice.Chance(20)) faults = faults with { ReporterKills = dice.Between(1, 2) };
        return dice.Chance(30) ? Tight(faults, dice) : faults;
    }

    /// <summary>Everything that delays, repeats or loses messages and collectors; no span is lost at its
    /// source.</summary>
    public static Faults OfTheWay(Dice dice) => new()
    {
        Drops = dice.Rate(2, 10, 30, 60),
        Repeats = dice.Rate(5, 20, 50),
        SlowMessages = dice.Rate(5, 20, 50),
        StoreFailures = dice.Rate(10, 30, 60),
        SlowPuts = dice.Rate(10, 50),
        ClocksAreSkewed = dice.Chance(60),
        Partitions = dice.Rate(1, 2, 3),
        Crashes = dice.Rate(1, 2, 4),
        Rebalances = dice.Rate(1, 2, 4),
        Stops = dice.Rate(1, 2),
    };

    private static Faults Tight(Faults faults, Dice dice) => faults with
    {
        MaxWaiting = dice.Pick([2, 5, 1_000]),
        MaxHeld = dice.Pick([10, 1_000]),
        MaxInFlight = dice.Between(1, 8),
        MaxHeldBytes = dice.Pick([150L, 600L, 1L << 20]),
        Assembler = faults.Assembler with
        {
            MaxSpansPerTrace = dice.Pick([1, 3, 200_000]),
            MaxBytes = dice.Pick([100L, 400L, 1_000L, 1L << 20]),
            RememberedSpans = dice.Pick([0, 5, 20, 1_000]),
        },
    };
}
