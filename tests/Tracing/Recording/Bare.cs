namespace Tracing.Recording;

/// <summary>Runs a test on a thread of its own, on which nothing flows.</summary>
internal static class Bare
{
    public static void Run(Action act)
    {
        Assert.True(SpinWait.SpinUntil(static () => BareThread.IsKnown, TimeSpan.FromSeconds(10)));
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(act));
        thread.UnsafeStart();
        thread.Join();
        Assert.Null(failure);
    }
}
