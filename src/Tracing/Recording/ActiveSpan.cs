using System.Diagnostics;
using System.Runtime.CompilerServices;
using Tracing.Propagation;

namespace Tracing;

/// <summary>The current span: the one that the running code belongs to. It flows with async code, as .NET's
/// ExecutionContext does.</summary>
/// <remarks>Each way in returns a scope; disposing it restores what was current before. Any thread.</remarks>
internal static class ActiveSpan
{
    private static readonly AsyncLocal<Span?> _current = new();

    /// <summary>The innermost span. If a foreign activity began within our span, a span that stands in for
    /// it.</summary>
    public static Span? Current
    {
        get
        {
            var span = _current.Value;
            if (ActivityBridge.AreUsed) span = SpanActivity.Innermost(span);
            return AmbientBaggage.IsUsed ? WithAmbient(span) : span;
        }
    }

    /// <summary>The innermost span of ours, whatever activity is current.</summary>
    public static Span? OfOurs => _current.Value;

    /// <summary>Returns <see cref="Current"/>, for a caller that has looked up its thread; quick within a
    /// handler.</summary>
    public static Span? CurrentOn(ThreadFlow here)
    {
        // Where our context flows alone, nobody else's baggage does.
        if (here.Span is { } alone) return ActivityBridge.AreUsed ? SpanActivity.Innermost(alone) : alone;
        return Current;
    }

    /// <summary>Sets baggage for what the running code causes from now on; false: there is no trace.</summary>
    public static bool SetBaggage(string key, string value)
    {
        if (Current is not { IsValid: true } span) return false;
        var carrying = span.Carrying(span.Context.Baggage.Set(key, value));
        if (!ReferenceEquals(carrying, span)) _current.Value = carrying;
        if (AmbientBaggage.IsUsed) AmbientBaggage.Write(AmbientBaggage.Read().Set(key, value));
        // The propagators of other libraries read the current activity's.
        if (Activity.Current is SpanCarrier carrier) carrier.SetBaggage(key, value);
        return true;
    }

    /// <summary>Makes a span (or none) the current one for code that is unrelated to what ran on this thread before,
    /// such as a message's handler.</summary>
    /// <remarks>An activity that other code left on the thread is not current within.</remarks>
    public static Scope Enter(Span? span)
    {
        if (span is null || HasBaggageToWrite(span) || !BareThread.TryGet(out var thread))
            return EnterAmongOthers(span);
        return new Scope(PutAlone(span, thread), thread);
    }

    /// <summary>Does what <see cref="Enter"/> does if the thread is bare; otherwise the scope says that it is not
    /// entered.</summary>
    public static LoneScope TryEnterAlone(Span span) => TryEnterAlone(span, ThreadFlow.Here);

    /// <inheritdoc cref="TryEnterAlone(Span)"/>
    /// <param name="here">The state of the calling thread.</param>
    public static LoneScope TryEnterAlone(Span span, ThreadFlow here) =>
        ThreadFlow.IsKnown && here.Flow is null && !HasBaggageToWrite(span)
            ? new LoneScope(PutAlone(span, new BareThread(here)), here)
            : default;

    /// <summary>Makes a span the current one for a call that the running code makes. The activity around the call stays
    /// current, unless the span has an activity of its own.</summary>
    public static Scope EnterWithin(Span span)
    {
        if (!ActivityBridge.AreUsed && BareThread.TryGet(out var thread))
            return new Scope(PutAlone(span, thread), thread);
        var before = Change(span, out var isChanged);
        if (!ActivityBridge.AreUsed) return new Scope(before, isChanged);
        var around = Activity.Current;
        span.Surround(around);
        if (ReferenceEquals(around, span.Activity)) return new Scope(before, isChanged);
        ActivityBridge.MakeCurrent(span.Activity);
        return new Scope(before, isChanged, around);
    }

    // Nothing flows on this thread, so from now on only our span does. That context can be taken off with one write.
    // For an unsampled span, which many messages share, it is kept and used again (RATIONALE "Why is an execution
    // context kept?").
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
        var baggage = AmbientBaggage.IsUsed ? WriteBaggage(span) : null;
        if (!ActivityBridge.AreUsed) return new Scope(before, isChanged, baggage);
        var around = Activity.Current;
        var own = span?.Activity;
        if (ReferenceEquals(around, own)) return new Scope(before, isChanged, baggage);
        ActivityBridge.MakeCurrent(own);
        return new Scope(before, isChanged, around, baggage);
    }

    // Returns what was there before; null: nothing was changed.
    private static Baggage? WriteBaggage(Span? span)
    {
        var before = AmbientBaggage.Read();
        var carried = span?.Trace.Carried?.Baggage ?? Baggage.Empty;
        if (before.Equals(carried)) return null;
        AmbientBaggage.Write(carried);
        return before;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Leave()
    {
        _current.Value = null;
        if (ActivityBridge.AreUsed) ActivityBridge.MakeCurrent(null);
    }

    // The span, with the baggage that another library keeps for the running code.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Span? WithAmbient(Span? span) =>
        span is { IsValid: true } && AmbientBaggage.Read() is { IsEmpty: false } theirs
            ? span.CarryingToo(theirs)
            : span;

    private static bool HasBaggageToWrite(Span span) =>
        AmbientBaggage.IsUsed && span.Trace.Carried?.Baggage is not null;

    private static Span? Change(Span? span, out bool isChanged)
    {
        var before = _current.Value;
        isChanged = !ReferenceEquals(before, span);
        if (isChanged) _current.Value = span;
        return before;
    }

    /// <summary>The scope of a span on a bare thread, which is what most messages need. Small enough to stay in
    /// registers.</summary>
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

    /// <summary>The scope of a span on any thread.</summary>
    internal readonly ref struct Scope
    {
        // The span that was current before, or the context that was put on a bare thread. One field for both keeps the
        // scope small.
        private readonly object? _before;
        private readonly BareThread _thread;
        private readonly Activity? _activityBefore;

        // What another library kept for the code around; null: it was not changed.
        private readonly Baggage? _baggageBefore;
        private readonly bool _isChanged;
        private readonly bool _isActivityChanged;

        public Scope(Span? before, bool isChanged, Baggage? baggageBefore = null)
        {
            _before = before;
            _isChanged = isChanged;
            _baggageBefore = baggageBefore;
        }

        /// <param name="flow">The context that was put on a bare thread.</param>
        public Scope(ExecutionContext? flow, BareThread thread)
        {
            _before = flow;
            _thread = thread;
            _isChanged = true;
        }

        public Scope(Span? before, bool isChanged, Activity? activityBefore, Baggage? baggageBefore = null)
            : this(before, isChanged, baggageBefore)
        {
            _activityBefore = activityBefore;
            _isActivityChanged = true;
        }

        /// <summary>The state of the thread on which the scope was entered; null when it was not looked up.</summary>
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
            if (_baggageBefore is { } baggage) AmbientBaggage.Write(baggage);
            if (_isActivityChanged) ActivityBridge.MakeCurrent(_activityBefore);
        }
    }
}
