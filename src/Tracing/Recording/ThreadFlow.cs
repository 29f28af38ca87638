using System.Runtime.CompilerServices;

namespace Tracing;

/// <summary>The execution context that flows on one thread, and the span that is current in it.</summary>
/// <remarks>
/// .NET keeps a thread's execution context in a private field, and each AsyncLocal's value in a map within the context.
/// This class reads and writes the field directly. It also remembers the context of ours that was put on the thread
/// last, and its span: a context never changes, so wherever that context flows, its span is current and the map need
/// not be asked. See RATIONALE "Why is an execution context kept?". <see cref="Ids"/> and <see cref="Spans"/> belong to
/// other subjects; they are reached from here because each look-up of a thread-static costs a call on Linux, and one
/// serves all three. Only its own thread uses it.
/// </remarks>
internal sealed class ThreadFlow
{
    [ThreadStatic]
    private static ThreadFlow? _here;

    private readonly Thread _thread;
    private ExecutionContext? _put;
    private Span? _span;

    private ThreadFlow(Thread thread) => _thread = thread;

    /// <summary>True when this version of .NET has the field. Otherwise <see cref="Flow"/> must not be used.</summary>
    public static bool IsKnown { get; } = HasField();

    /// <summary>The object of the calling thread.</summary>
    public static ThreadFlow Here => _here ?? Make();

    /// <summary>The current span, where the context that was put on last still flows; null: not known.</summary>
    /// <remarks>Works without the field too: then it is always null.</remarks>
    public Span? Span => _put is { } put && ReferenceEquals(FlowOn(_thread), put) ? _span : null;

    /// <summary>Makes the ids of the spans that this thread starts.</summary>
    public IdGenerator Ids { get; } = new();

    /// <summary>The place to which this thread's finished spans were last written; null: it has finished none.</summary>
    public ThreadSpans? Spans { get; set; }

    public Thread Thread => _thread;

    public ref ExecutionContext? Flow => ref FlowOn(_thread);

    /// <summary>Remembers the span that is current wherever this context flows.</summary>
    /// <param name="flow">A context with only our span in it, because it is kept alive until the next call.</param>
    public void Remember(ExecutionContext flow, Span span)
    {
        // Mostly the same as before: comparing is cheaper than writing a reference, which needs the GC's write barrier.
        if (!ReferenceEquals(_put, flow)) _put = flow;
        if (!ReferenceEquals(_span, span)) _span = span;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ThreadFlow Make() => _here = new ThreadFlow(Thread.CurrentThread);

    // A call that cannot succeed: with the field it fails on the null, without it on the missing field.
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
