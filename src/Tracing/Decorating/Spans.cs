using System.ComponentModel;
using System.Diagnostics;

namespace Tracing;

/// <summary>Runs a lambda in a span, where a method cannot have a <see cref="TracedAttribute"/>.</summary>
/// <remarks>
/// Does the same as a decorated method. Within the body, <see cref="Span.Current"/> is the new span. An exception of
/// the body is recorded and passed on unchanged. Any thread.
/// </remarks>
[StackTraceHidden, DebuggerStepThrough]
public static partial class Spans
{
    private const string Early = "The span would end before the task does: use the method whose name ends in Async.";

    /// <summary>Sets baggage, which travels with all that the running code sends from now on, over mailboxes and to
    /// other services. It is read with <c>Span.Current.Context.Baggage</c>.</summary>
    /// <remarks>In an asynchronous method it holds until that method returns, as an AsyncLocal's value does. Messages
    /// that were sent before but are not handled yet may carry it too.</remarks>
    /// <returns>False: no trace is running, or the key is empty.</returns>
    public static bool SetBaggage(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return !string.IsNullOrEmpty(key) && ActiveSpan.SetBaggage(key, value);
    }

    /// <summary>Runs the body in a child span of the current span; without a span, if there is none or it is not
    /// sampled.</summary>
    /// <param name="operation">The span's name; of low cardinality.</param>
    /// <param name="tracer">The tracer of the span; null: its parent's.</param>
    public static void Run(string operation, Action body, Tracer? tracer = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (TracedCall.Parent is not { } parent) body();
        else In(TracedCall.Child(operation, parent, tracer), body);
    }

    /// <inheritdoc cref="Run(string, Action, Tracer)"/>
    public static T Run<T>(string operation, Func<T> body, Tracer? tracer = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        return TracedCall.Parent is not { } parent ? body() : In(TracedCall.Child(operation, parent, tracer), body);
    }

    /// <summary>Does what <see cref="Run{T}(string, Func{T}, Tracer)"/> does; the span ends with the task.</summary>
    public static Task RunAsync(string operation, Func<Task> body, Tracer? tracer = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        return TracedCall.Parent is not { } parent ? body() : In(TracedCall.Child(operation, parent, tracer), body);
    }

    /// <inheritdoc cref="RunAsync(string, Func{Task}, Tracer)"/>
    public static Task<T> RunAsync<T>(string operation, Func<Task<T>> body, Tracer? tracer = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        return TracedCall.Parent is not { } parent ? body() : In(TracedCall.Child(operation, parent, tracer), body);
    }

    /// <summary>Runs the body in the root span of a new trace, with a link to the current span, if any.</summary>
    /// <param name="operation">The span's name; of low cardinality.</param>
    /// <param name="tracer">The tracer of the span; null: <see cref="Tracer.Default"/>.</param>
    /// <param name="kind">What the trace begins with: a request of another program is
    /// <see cref="SpanKind.Server"/>.</param>
    public static void RunRoot(
        string operation, Action body, Tracer? tracer = null, SpanKind kind = SpanKind.Internal)
    {
        ArgumentNullException.ThrowIfNull(body);
        In(TracedCall.Root(operation, tracer, kind), body);
    }

    /// <inheritdoc cref="RunRoot(string, Action, Tracer, SpanKind)"/>
    public static T RunRoot<T>(
        string operation, Func<T> body, Tracer? tracer = null, SpanKind kind = SpanKind.Internal)
    {
        ArgumentNullException.ThrowIfNull(body);
        return In(TracedCall.Root(operation, tracer, kind), body);
    }

    /// <summary>Does what <see cref="RunRoot{T}(string, Func{T}, Tracer, SpanKind)"/> does; the span ends with the
    /// task.</summary>
    public static Task RunRootAsync(
        string operation, Func<Task> body, Tracer? tracer = null, SpanKind kind = SpanKind.Internal)
    {
        ArgumentNullException.ThrowIfNull(body);
        return In(TracedCall.Root(operation, tracer, kind), body);
    }

    /// <inheritdoc cref="RunRootAsync(string, Func{Task}, Tracer, SpanKind)"/>
    public static Task<T> RunRootAsync<T>(
        string operation, Func<Task<T>> body, Tracer? tracer = null, SpanKind kind = SpanKind.Internal)
    {
        ArgumentNullException.ThrowIfNull(body);
        return In(TracedCall.Root(operation, tracer, kind), body);
    }

    // Without these overloads, an async lambda would be taken for a Func<T> whose T is a task.
    [Obsolete(Early, error: true), EditorBrowsable(EditorBrowsableState.Never)]
    public static Task Run(string operation, Func<Task> body, Tracer? tracer = null) =>
        RunAsync(operation, body, tracer);

    [Obsolete(Early, error: true), EditorBrowsable(EditorBrowsableState.Never)]
    public static Task<T> Run<T>(string operation, Func<Task<T>> body, Tracer? tracer = null) =>
        RunAsync(operation, body, tracer);

    [Obsolete(Early, error: true), EditorBrowsable(EditorBrowsableState.Never)]
    public static Task RunRoot(
        string operation, Func<Task> body, Tracer? tracer = null, SpanKind kind = SpanKind.Internal) =>
        RunRootAsync(operation, body, tracer, kind);

    [Obsolete(Early, error: true), EditorBrowsable(EditorBrowsableState.Never)]
    public static Task<T> RunRoot<T>(
        string operation, Func<Task<T>> body, Tracer? tracer = null, SpanKind kind = SpanKind.Internal) =>
        RunRootAsync(operation, body, tracer, kind);

    private static void In(TracedCall call, Action body)
    {
        try { body(); }
        catch (Exception e) when (call.Fails(e)) { throw; }
        finally { call.Leave(); }
    }

    private static T In<T>(TracedCall call, Func<T> body)
    {
        try { return body(); }
        catch (Exception e) when (call.Fails(e)) { throw; }
        finally { call.Leave(); }
    }

    private static Task In(TracedCall call, Func<Task> body)
    {
        try { return call.Watch(body()); }
        catch (Exception e) when (call.Fails(e)) { throw; }
        finally { call.Leave(); }
    }

    private static Task<T> In<T>(TracedCall call, Func<Task<T>> body)
    {
        try { return call.Watch(body()); }
        catch (Exception e) when (call.Fails(e)) { throw; }
        finally { call.Leave(); }
    }
}
