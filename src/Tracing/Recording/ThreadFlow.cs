using System.Runtime.CompilerServices;

namespace Tracing;

/// <summary>What flows on one thread, which span is current by that, and where its finished spans go.</summary>
/// <remarks>
/// .NET keeps what flows in a field of the thread, and a value within that in a map. Where the field is there it is used itself;
/// where a later .NET has it no more, so says <see cref="IsKnown"/>, and what flows may not be asked for here. What of ours is put on
/// the thread is remembered with its span: an execution context never changes, so wherever that one flows its span is current,
/// and nobody need look into the map (RATIONALE "Why is an execution context kept?"). Only its own thread uses it.
/// </remarks>
internal sealed class ThreadFlow
{
    [ThreadStatic]
    private static ThreadFlow? _here;

    private readonly Thread _thread;
    private readonly Random _random = new();
    private ExecutionContext? _put;
    private Span? _span;

    private ThreadFlow(Thread thread) => _thread = thread;

    /// <summary>This version of .NET has the field.</summary>
    public static bool IsKnown { get; } = HasField();

    /// <summary>Of the thread that asks.</summary>
    public static ThreadFlow Here => _here ?? Make();

    /// <summary>The span that is current by what flows now, where that was put on last; null: not known.</summary>
    /// <remarks>May be asked without the field too.</remarks>
    public Span? Span => _put is { } put && ReferenceEquals(FlowOn(_thread), put) ? _span : null;

    /// <summary>Into the last ring that the thread has finished a span for; null: none so far.</summary>
    public SpanLane? Lane { get; set; }

    public Thread Thread => _thread;

    public ref ExecutionContext? Flow => ref FlowOn(_thread);

    /// <summary>As <see cref="SpanId.NewRandom"/>, of a generator that is the thread's own.</summary>
    public SpanId NewSpanId()
    {
        var value = (ulong)_random.NextInt64();
        return value == 0 ? SpanId.NewRandom() : new SpanId(value);
    }

    /// <summary>As <see cref="TraceId.NewRandom"/>, likewise.</summary>
    public TraceId NewTraceId()
    {
        var id = new TraceId((ulong)_random.NextInt64(), (ulong)_random.NextInt64());
        return id.IsNone ? TraceId.NewRandom() : id;
    }

    /// <summary>The span that is current wherever this flows.</summary>
    /// <param name="flow">With nothing in it that is not ours: it is kept until the next one is.</param>
    public void Remember(ExecutionContext flow, Span span)
    {
        // Mostly the same again: asking is cheaper than what a write costs the garbage collector.
        if (!ReferenceEquals(_put, flow)) _put = flow;
        if (!ReferenceEquals(_span, span)) _span = span;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ThreadFlow Make() => _here = new ThreadFlow(Thread.CurrentThread);

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
