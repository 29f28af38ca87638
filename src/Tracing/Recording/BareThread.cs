using System.Runtime.CompilerServices;

namespace Tracing;

/// <summary>This thread, while nothing flows on it; what is put on it then can be taken off as one.</summary>
/// <remarks>
/// .NET keeps what flows on a thread in a field, and lends it through calls that each ask anew which thread they are on, four
/// times a message. Where the field is there it is used itself; where a later .NET has it no more, those calls are (RATIONALE
/// "Why is an execution context kept?").
/// </remarks>
internal readonly struct BareThread
{
    private static readonly bool _hasField = HasField();

    // What .NET shows of a bare thread, one object for all of them, and of no other thread. Known when the pool has run a work
    // item of ours.
    private static ExecutionContext? _nothing;

    // Null: without the field.
    private readonly Thread? _thread;

    static BareThread() => ThreadPool.UnsafeQueueUserWorkItem(static _ => _nothing = ExecutionContext.Capture(), null);

    private BareThread(Thread? thread) => _thread = thread;

    /// <summary>Where the field is missing: a bare thread can be told from others by now.</summary>
    public static bool IsKnown => _nothing is not null;

    /// <summary>Nothing flows on this thread: there is neither a span nor an activity.</summary>
    /// <remarks>False where that cannot be told cheaply.</remarks>
    public static bool IsCurrent => _hasField && FlowOn(Thread.CurrentThread) is null;

    /// <summary>False where something flows on this thread, or its flow is suppressed: there is something to come back
    /// to.</summary>
    public static bool TryGet(out BareThread thread) =>
        _hasField ? TryGetByField(out thread) : TryGetByCapture(out thread);

    /// <summary>As <see cref="TryGet"/>, by the field.</summary>
    public static bool TryGetByField(out BareThread thread)
    {
        var current = Thread.CurrentThread;
        thread = new BareThread(current);
        return FlowOn(current) is null;
    }

    /// <summary>As <see cref="TryGet"/>, without the field.</summary>
    public static bool TryGetByCapture(out BareThread thread)
    {
        thread = default;
        return ExecutionContext.Capture() is { } current && ReferenceEquals(current, _nothing);
    }

    /// <summary>What flows on it now.</summary>
    public ExecutionContext? Flow => _thread is null ? ExecutionContext.Capture() : FlowOn(_thread);

    /// <summary>Lets something flow on it, while it is still bare.</summary>
    /// <param name="flow">Taken from <see cref="Flow"/> of a bare thread, with nothing in it that wants to hear of
    /// changes.</param>
    public void Put(ExecutionContext flow)
    {
        if (_thread is null) ExecutionContext.Restore(flow);
        else FlowOn(_thread) = flow;
    }

    /// <summary>Takes off what was put on; false where other things flow by now, which must stay.</summary>
    public bool TryTakeOff(ExecutionContext flow)
    {
        if (!ReferenceEquals(Flow, flow)) return false;
        if (_thread is not null) FlowOn(_thread) = null;
        else if (_nothing is { } nothing) ExecutionContext.Restore(nothing);
        else return false;
        return true;
    }

    // Tried by a call that cannot succeed: an absent field fails differently.
    private static bool HasField()
    {
        try
        {
            _ = FlowOn(null!);
            return true;
        }
        catch (NullReferenceException)
        {
            return true;
        }
        catch (MissingFieldException)
        {
            return false;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_executionContext")]
    private static extern ref ExecutionContext? FlowOn(Thread thread);
}
