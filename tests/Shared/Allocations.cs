namespace Tracing;

/// <summary>Measures what a piece of code allocates on this thread.</summary>
internal static class Allocations
{
    /// <summary>Fails where a call of <paramref name="act"/> allocates, once it is compiled.</summary>
    public static void None(Action act)
    {
        const int Calls = 1_000;
        var least = long.MaxValue;
        // A tier of the compiler that arrives in the middle allocates; the least of several rounds is the code's own.
        for (var round = 0; round < 5; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Calls; i++) act();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
    }
}
