namespace Tracing;

/// <summary>This thread, while nothing flows on it; what is put on it then can be taken off as one.</summary>
/// <remarks>
/// By <see cref="ThreadFlow"/> where that can be; otherwise by .NET's public calls, which each ask anew which thread they are
/// on, four times a message (RATIONALE "Why is an execution context kept?").
/// </remarks>
internal readonly struct BareThread
{
    // What .NET shows of a bare thread, one object for all of them, and of no other thread. Known when the pool has run a work
    // item of ours.
    private static ExecutionContext? _nothing;

    // Null: without the field.
    private readonly ThreadFlow? _here;

    static BareThread() => ThreadPool.UnsafeQueueUserWorkItem(static _ => _nothing = ExecutionContext.Capture(), null);

    /// <param name="here">Of this thread, on which nothing flows.</param>
    public BareThread(ThreadFlow here) => _here = here;

    /// <summary>Where the field is missing: a bare thread can be told from others by now.</summary>
    public static bool IsKnown => _nothing is not null;

    /// <summary>False where something flows on this thread, or its flow is suppressed: there is something to come back
    /// to.</summary>
    public static bool TryGet(out BareThread thread) => TryGet(ThreadFlow.Here, out thread);

    /// <param name="here">Of this thread.</param>
    public static bool TryGet(ThreadFlow here, out BareThread thread) =>
        ThreadFlow.IsKnown ? TryGetByField(here, out thread) : TryGetByCapture(out thread);

    /// <summary>As <see cref="TryGet(out BareThread)"/>, by the field.</summary>
    public static bool TryGetByField(ThreadFlow here, out BareThread thread)
    {
        thread = new BareThread(here);
        return here.Flow is null;
    }

    /// <summary>As <see cref="TryGet(out BareThread)"/>, without the field.</summary>
    public static bool TryGetByCapture(out BareThread thread)
    {
        thread = default;
        return ExecutionContext.Capture() is { } current && ReferenceEquals(current, _nothing);
    }

    /// <summary>Null: nobody has looked for the thread, or there is nothing to know of it.</summary>
    public ThreadFlow? Here => _here;

    /// <summary>What flows on it now.</summary>
    public ExecutionContext? Flow => _here is null ? ExecutionContext.Capture() : _here.Flow;

    /// <summary>Lets something flow on it, while it is still bare.</summary>
    /// <param name="flow">Taken from <see cref="Flow"/> of a bare thread, with nothing in it that wants to hear of
    /// changes.</param>
    public void Put(ExecutionContext flow)
    {
        if (_here is null) ExecutionContext.Restore(flow);
        else _here.Flow = flow;
    }

    /// <inheritdoc cref="ThreadFlow.Remember"/>
    public void Remember(ExecutionContext flow, Span span) => _here?.Remember(flow, span);

    /// <summary>Takes off what was put on; false where other things flow by now, which must stay.</summary>
    public bool TryTakeOff(ExecutionContext flow)
    {
        if (!ReferenceEquals(Flow, flow)) return false;
        if (_here is not null) _here.Flow = null;
        else if (_nothing is { } nothing) ExecutionContext.Restore(nothing);
        else return false;
        return true;
    }
}
