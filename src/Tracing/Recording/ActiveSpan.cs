using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Tracing;

/// <summary>Which span the running code belongs to; flows with async code as .NET's ExecutionContext does.</summary>
internal static class ActiveSpan
{
    private static readonly AsyncLocal<Span?> _current = new();

    /// <summary>The innermost span, also where it is another's activity that began within ours.</summary>
    public static Span? Current
    {
        get
        {
            var span = _current.Value;
            return ActivityBridge.AreUsed ? ActivityBridge.Innermost(span) : span;
        }
    }

    /// <summary>As <see cref="Current"/>, for whoever has looked up the thread; told at once within a handler.</summary>
    public static Span? CurrentOn(ThreadFlow here)
    {
        var span = here.Span ?? _current.Value;
        return ActivityBridge.AreUsed ? ActivityBridge.Innermost(span) : span;
    }

    /// <summary>Makes a span (or none) the current one until the returned scope is disposed, for code that has nothing
    /// to
    /// do with what ran on this thread before: a message's handler.</summary>
    /// <remarks>An activity that others left behind is not current within.</remarks>
    public static Scope Enter(Span? span)
    {
        if (span is null || !BareThread.TryGet(out var thread)) return EnterAmongOthers(span);
        return new Scope(PutAlone(span, thread), thread);
    }

    /// <summary>As <see cref="Enter"/>, where nothing else flows on this thread, as mostly; otherwise not done.</summary>
    public static LoneScope TryEnterAlone(Span span) => TryEnterAlone(span, ThreadFlow.Here);

    /// <param name="here">Of this thread.</param>
    public static LoneScope TryEnterAlone(Span span, ThreadFlow here) =>
        ThreadFlow.IsKnown && here.Flow is null ? new LoneScope(PutAlone(span, new BareThread(here)), here) : default;

    /// <summary>As <see cref="Enter"/>, for a call from the code that runs: what is current around it stays so, unless
    /// the
    /// span has an activity of its own.</summary>
    public static Scope EnterWithin(Span span)
    {
        if (!ActivityBridge.AreUsed && BareThread.TryGet(out var thread)) return new Scope(PutAlone(span, thread), thread);
        var before = Change(span, out var isChanged);
        if (!ActivityBridge.AreUsed) return new Scope(before, isChanged);
        var around = Activity.Current;
        span.Surround(around);
        if (ReferenceEquals(around, span.Activity)) return new Scope(before, isChanged);
        ActivityBridge.MakeCurrent(span.Activity);
        return new Scope(before, isChanged, around);
    }

    // Nothing flows on this thread. What flows from now on is our span alone, so it can be taken back, and for a span that
    // many messages share also be put on again, without making it anew (RATIONALE "Why is an execution context kept?").
    private static ExecutionContext? PutAlone(Span span, BareThread thread)
    {
        if (span.Flow is not { } flow)
        {
            if (!SpanFlow.IsKnown || ActivityBridge.AreUsed) return PutByValue(span, thread);
            flow = SpanFlow.Of(_current, span);
            if (!span.IsSampled) span.Flow = flow;
        }
        thread.Put(flow);
        thread.Remember(flow, span);
        return flow;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ExecutionContext? PutByValue(Span span, BareThread thread)
    {
        _current.Value = span;
        if (ActivityBridge.AreUsed) ActivityBridge.MakeCurrent(span.Activity);
        var flow = thread.Flow;
        if (flow is not null) thread.Remember(flow, span);
        if (!span.IsSampled && span.Activity is null) span.Flow = flow;
        return flow;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Scope EnterAmongOthers(Span? span)
    {
        var before = Change(span, out var isChanged);
        if (!ActivityBridge.AreUsed) return new Scope(before, isChanged);
        var around = Activity.Current;
        var own = span?.Activity;
        if (ReferenceEquals(around, own)) return new Scope(before, isChanged);
        ActivityBridge.MakeCurrent(own);
        return new Scope(before, isChanged, around);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Leave()
    {
        _current.Value = null;
        if (ActivityBridge.AreUsed) ActivityBridge.MakeCurrent(null);
    }

    private static Span? Change(Span? span, out bool isChanged)
    {
        var before = _current.Value;
        isChanged = !ReferenceEquals(before, span);
        if (isChanged) _current.Value = span;
        return before;
    }

    /// <summary>Of a span that is put on a bare thread: what most messages need, small enough to stay in registers, and for a
    /// copy of its end where nothing was thrown.</summary>
    internal readonly ref struct LoneScope(ExecutionContext? flow, ThreadFlow here)
    {
        private readonly ExecutionContext? _flow = flow;
        private readonly ThreadFlow _here = here;

        public bool IsEntered => _flow is not null;

        public void Dispose()
        {
            if (_flow is null) return;
            ref var flow = ref _here.Flow;
            if (ReferenceEquals(flow, _flow)) flow = null;
            else Leave();
        }
    }

    internal readonly ref struct Scope
    {
        // The span that was current before; or what was put on a bare thread. Small, for there is one for each message.
        private readonly object? _before;
        private readonly BareThread _thread;
        private readonly Activity? _activityBefore;
        private readonly bool _isChanged;
        private readonly bool _isActivityChanged;

        public Scope(Span? before, bool isChanged)
        {
            _before = before;
            _isChanged = isChanged;
        }

        /// <param name="flow">What was put on a thread that had nothing.</param>
        public Scope(ExecutionContext? flow, BareThread thread)
        {
            _before = flow;
            _thread = thread;
            _isChanged = true;
        }

        public Scope(Span? before, bool isChanged, Activity? activityBefore)
            : this(before, isChanged)
        {
            _activityBefore = activityBefore;
            _isActivityChanged = true;
        }

        /// <summary>Of the thread on which it was entered; null: it has not been looked for.</summary>
        public ThreadFlow? Here => _thread.Here;

        public void Dispose()
        {
            if (_before is ExecutionContext flow && _thread.TryTakeOff(flow)) return;
            Restore();
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private void Restore()
        {
            if (_before is ExecutionContext) Leave();
            else if (_isChanged) _current.Value = (Span?)_before;
            if (_isActivityChanged) ActivityBridge.MakeCurrent(_activityBefore);
        }
    }
}
