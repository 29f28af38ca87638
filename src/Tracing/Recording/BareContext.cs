namespace Tracing;

/// <summary>The execution context of a thread on which nothing flows: .NET has one object for it, and shows it only on such a
/// thread.</summary>
/// <remarks>Any thread. Until the pool has run a work item of ours, no thread is known to be bare.</remarks>
internal static class BareContext
{
    private static ExecutionContext? _bare;

    static BareContext() =>
        ThreadPool.UnsafeQueueUserWorkItem(static _ => _bare = ExecutionContext.Capture(), null);

    public static bool IsKnown => _bare is not null;

    /// <summary>A suppressed flow is not bare: there is something to come back to.</summary>
    public static bool IsCurrent => ExecutionContext.Capture() is { } current && ReferenceEquals(current, _bare);

    /// <summary>Takes off what was put on a bare thread; false where other things flow by now, which must stay.</summary>
    public static bool TryReturnFrom(ExecutionContext flow)
    {
        if (_bare is not { } bare || !ReferenceEquals(ExecutionContext.Capture(), flow)) return false;
        ExecutionContext.Restore(bare);
        return true;
    }
}
