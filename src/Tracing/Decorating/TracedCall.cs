using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Tracing;

/// <summary>One running call of a decorated method. Used by generated code, not by hand.</summary>
/// <remarks>
/// The generated code always does the same: <see cref="Parent"/>, <see cref="Child(string, Span, object)"/> or
/// <see cref="Root(string, object)"/>, the call itself in a try, <see cref="Fails"/> in an exception filter,
/// <see cref="Leave"/> in the finally. Mutable, so it must be a local variable of one call.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
[StackTraceHidden, DebuggerStepThrough]
public ref struct TracedCall
{
    private readonly Span _span;
    private readonly ActiveSpan.Scope _scope;
    private bool _isHandedOver;

    private TracedCall(Span span)
    {
        _span = span;
        _scope = ActiveSpan.EnterWithin(span);
    }

    /// <summary>The parent of a child span; null when the method is to be called without a span.</summary>
    /// <remarks>A span that has ended can still be a parent: work that runs on after it is recorded, as
    /// detached.</remarks>
    public static Span? Parent => ActiveSpan.Current is { IsSampled: true } current ? current : null;

    /// <param name="target">The called object; its tracer is used if it is an <see cref="ITracedService"/>.</param>
    public static TracedCall Child(string operation, Span parent, object? target) =>
        Child(operation, parent, TracerOf(target));

    public static TracedCall Root(string operation, object? target) => Root(operation, TracerOf(target));

    /// <summary>Wraps a stream, so that each enumeration is a child span of this call's parent.</summary>
    [return: NotNullIfNotNull(nameof(source))]
    public static IAsyncEnumerable<T>? ChildStream<T>(
        string operation, Span parent, object? target, IAsyncEnumerable<T>? source) =>
        source is null ? null : new TracedStream<T>(StreamStart.Child(operation, parent, TracerOf(target)), source);

    /// <summary>Wraps a stream, so that each enumeration is the root span of a new trace.</summary>
    [return: NotNullIfNotNull(nameof(source))]
    public static IAsyncEnumerable<T>? RootStream<T>(string operation, object? target, IAsyncEnumerable<T>? source) =>
        source is null ? null : new TracedStream<T>(StreamStart.Root(operation, TracerOf(target)), source);

    /// <summary>Records the exception of a method that threw instead of returning its stream. Returns false, so that an
    /// exception filter passes the exception on.</summary>
    public static bool ChildStreamFails(string operation, Span parent, object? target, Exception exception)
    {
        StreamStart.Child(operation, parent, TracerOf(target)).Start().Fail(exception).End();
        return false;
    }

    public static bool RootStreamFails(string operation, object? target, Exception exception)
    {
        StreamStart.Root(operation, TracerOf(target)).Start().Fail(exception).End();
        return false;
    }

    /// <summary>Records the exception. Returns false, so that an exception filter passes it on unchanged.</summary>
    public readonly bool Fails(Exception exception)
    {
        _span.Fail(exception);
        return false;
    }

    /// <summary>Ends the span when the task ends, before code that awaits the returned task goes on.</summary>
    [return: NotNullIfNotNull(nameof(task))]
    public Task? Watch(Task? task)
    {
        if (task is null or { IsCompletedSuccessfully: true }) return task;
        _isHandedOver = true;
        return WatchedTask.Of(task, _span);
    }

    [return: NotNullIfNotNull(nameof(task))]
    public Task<T>? Watch<T>(Task<T>? task)
    {
        if (task is null or { IsCompletedSuccessfully: true }) return task;
        _isHandedOver = true;
        return WatchedTask<T>.Of(task, _span);
    }

    // AsTask, because a ValueTask may be awaited only once, and the caller does that.
    public ValueTask Watch(ValueTask task) =>
        task.IsCompletedSuccessfully ? task : new ValueTask(Watch(task.AsTask()));

    public ValueTask<T> Watch<T>(ValueTask<T> task) =>
        task.IsCompletedSuccessfully ? task : new ValueTask<T>(Watch(task.AsTask()));

    /// <summary>Restores the caller's current span, and ends this one unless a task still runs in it.</summary>
    public readonly void Leave()
    {
        _scope.Dispose();
        if (!_isHandedOver) _span.End(_scope.Here);
    }

    internal static TracedCall Child(string operation, Span parent, Tracer? tracer) =>
        new((tracer ?? parent.Tracer).StartChild(operation, parent));

    internal static TracedCall Root(string operation, Tracer? tracer, SpanKind kind = SpanKind.Internal) =>
        new((tracer ?? Tracer.Default).StartRoot(operation, kind, ActiveSpan.Current?.Context ?? default));

    /// <summary>Starts a child of a kept context, which nobody announced and nobody waits for.</summary>
    internal static TracedCall Continued(string operation, in TraceContext kept, Tracer? tracer)
    {
        var span = (tracer ?? Nearest).Start(operation, kept);
        // The parent was perhaps reported days ago; the collector does not wait for it either.
        return new(kept.IsValid ? span.MarkDetached().Mark(SpanMarks.ForeignParent) : span);
    }

    internal static TracedCall Linked(string operation, in TraceContext kept, Tracer? tracer) =>
        new((tracer ?? Nearest).StartRoot(operation, link: kept));

    private static Tracer Nearest =>
        ActiveSpan.Current is { IsForeign: false } current ? current.Tracer : Tracer.Default;

    private static Tracer? TracerOf(object? target)
    {
        if (target is not ITracedService service) return null;
        try
        {
            return service.Tracer;
        }
#pragma warning disable CA1031 // The property is the application's own; its failure must not fail the call.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }
}
