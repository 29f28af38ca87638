namespace Tracing.Recording;

/// <summary>Runs a test on a thread of its own, on which nothing flows.</summary>
internal static class Bare
{
    public static void Run(Action act)
    {
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(() =>
        {
            // Without the field, a bare thread is known once the thread pool has run a work item.
            Assert.True(SpinWait.SpinUntil(static () => BareThread.TryGetByCapture(out _), TimeSpan.FromSeconds(10)));
            act();
        }));
        thread.UnsafeStart();
        thread.Join();
        Assert.Null(failure);
    }
}
