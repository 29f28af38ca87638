namespace Tracing;

/// <summary>Measures what a piece of code allocates on this thread.</summary>
internal static class Allocations
{
    private const int Rounds = 5;

    /// <summary>Fails where a call of <paramref name="act"/> allocates, once it is compiled.</summary>
    public static void None(Action act)
    {
        const int Calls = 1_000;
        Assert.Equal(0, Least(() =>
        {
            for (var i = 0; i < Calls; i++) act();
        }));
    }

    /// <summary>Returns the fewest bytes that one of several calls allocates: those of the code itself.</summary>
    /// <remarks>A tier of the compiler that arrives in the middle allocates, and a collection of garbage adds what is
    /// left of the thread's room, up to 8 KiB.</remarks>
    public static long Least(Action act)
    {
        var least = long.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            act();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
