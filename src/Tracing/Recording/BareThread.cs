namespace Tracing;

/// <summary>A thread on which no execution context flows, so that one which is put on can be taken off again with one
/// write.</summary>
/// <remarks>
/// Uses the field of <see cref="ThreadFlow"/> where this version of .NET has it, and otherwise .NET's public calls,
/// each of which looks up the thread again (RATIONALE "Why is an execution context kept?").
/// </remarks>
internal readonly struct BareThread
{
    // What ExecutionContext.Capture returns on a bare thread: the same object on all bare threads, and on no other.
    // Known once the thread pool has run a work item of ours.
    private static ExecutionContext? _nothing;

    // Null when the field is not used.
    private readonly ThreadFlow? _here;

    static BareThread() => ThreadPool.UnsafeQueueUserWorkItem(static _ => _nothing = ExecutionContext.Capture(), null);

    /// <param name="here">The state of the calling thread, on which nothing flows.</param>
    public BareThread(ThreadFlow here) => _here = here;

    /// <summary>Gets the calling thread if it is bare. False where something flows, or where the flow is suppressed:
    /// then there is something to come back to.</summary>
    public static bool TryGet(out BareThread thread) =>
        ThreadFlow.IsKnown ? TryGetByField(ThreadFlow.Here, out thread) : TryGetByCapture(out thread);

    /// <summary>Does what <see cref="TryGet"/> does, by the field.</summary>
    /// <param name="here">The state of the calling thread.</param>
    public static bool TryGetByField(ThreadFlow here, out BareThread thread)
    {
        thread = new BareThread(here);
        return here.Flow is null;
    }

    /// <summary>Does what <see cref="TryGet"/> does, by public calls.</summary>
    public static bool TryGetByCapture(out BareThread thread)
    {
        thread = default;
        return ExecutionContext.Capture() is { } current && ReferenceEquals(current, _nothing);
    }

    /// <summary>The state of the thread; null when it was not looked up.</summary>
    public ThreadFlow? Here => _here;

    /// <summary>The execution context that flows on the thread now.</summary>
    public ExecutionContext? Flow => _here is null ? ExecutionContext.Capture() : _here.Flow;

    /// <summary>Lets a context flow on the thread, while it is still bare.</summary>
    /// <param name="flow">Taken from <see cref="Flow"/> of a bare thread; none of its values asks to be told of
    /// changes.</param>
    public void Put(ExecutionContext flow)
    {
        if (_here is null) ExecutionContext.Restore(flow);
        else _here.Flow = flow;
    }

    /// <inheritdoc cref="ThreadFlow.Remember"/>
    public void Remember(ExecutionContext flow, Span span) => _here?.Remember(flow, span);

    /// <summary>Takes off what was put on. False where another context flows by now, which must stay.</summary>
    public bool TryTakeOff(ExecutionContext flow)
    {
        if (!ReferenceEquals(Flow, flow)) return false;
        if (_here is not null) _here.Flow = null;
        else if (_nothing is { } nothing) ExecutionContext.Restore(nothing);
        else return false;
        return true;
    }
}
