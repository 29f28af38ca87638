using System.Globalization;

namespace Tracing.Simulation;

/// <summary>Which seeds to run: the first of them, as many as asked for, or a single one to see again.</summary>
internal static class Seeds
{
    /// <summary>A number: only this seed runs.</summary>
    private const string One = "TRACING_SIM_SEED";

    /// <summary>A number: so many seeds run.</summary>
    private const string Many = "TRACING_SIM_SEEDS";

    /// <summary>Runs all on all processors; the failure of the lowest seed says how to see it again.</summary>
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
