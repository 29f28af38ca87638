using System.Globalization;

namespace Tracing.Simulation;

/// <summary>Chooses the seeds to run: the first ones, or a single one to reproduce a failure.</summary>
internal static class Seeds
{
    /// <summary>The variable that names the only seed to run.</summary>
    private const string One = "TRACING_SIM_SEED";

    /// <summary>The variable with the number of seeds to run.</summary>
    private const string Many = "TRACING_SIM_SEEDS";

    /// <summary>Runs all seeds on all processors. The failure message tells how to reproduce the lowest failing
    /// seed.</summary>
    public static void All(int usually, Action<ulong> run)
    {
        if (Number(One) is { } only)
        {
            run((ulong)only);
            return;
        }
        (ulong Seed, Exception Why)? first = null;
        var sync = new Lock();
        Parallel.For(1L, (Number(Many) ?? usually) + 1, (seed, loop) =>
        {
            try
            {
                run((ulong)seed);
            }
            catch (Exception why)
            {
                loop.Break();
                lock (sync)
                    if (first is null || (ulong)seed < first.Value.Seed)
                        first = ((ulong)seed, why);
            }
        });
        if (first is { } failure)
        {
            Assert.Fail($"""
                seed {failure.Seed}: {failure.Why.Message}
                To see it again: {One}={failure.Seed} dotnet test tests/Collector --filter Simulation
                {failure.Why.StackTrace}
                """);
        }
    }

    private static long? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
            ? long.Parse(text, CultureInfo.InvariantCulture)
            : null;
}
