using System.ComponentModel;
using System.Diagnostics;

namespace Tracing;

/// <summary>Spans around a lambda, a block, another's method: where no <see cref="TracedAttribute"/> fits.</summary>
/// <remarks>
/// The same five steps as a decorated method takes. Inside, <see cref="Span.Current"/> is the new span. What the body
/// throws is recorded and passes unchanged. Any thread.
/// </remarks>
[StackTraceHidden, DebuggerStepThrough]
public static class Spans
{
    private const string Early = "The span would end before the task does: write RunAsync or RunRootAsync.";

    /// <summary>Runs the body as a child span of the running trace; without a sampled one, just runs it.</summary>
    /// <param name="operation">The span's name; of low cardinality.</param>
    /// <param name="tracer">Whose span it is; its parent's if null.</param>
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

    /// <summary>As <see cref="Run{T}(string, Func{T}, Tracer)"/>; the span ends with the task.</summary>
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

    /// <summary>Runs the body as the root of a new trace, linked to the one it is called in, if any.</summary>
    /// <param name="operation">The span's name; of low cardinality.</param>
    /// <param name="tracer">Whose span it is; <see cref="Tracer.Default"/> if null.</param>
    public static void RunRoot(string operation, Action body, Tracer? tracer = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        In(TracedCall.Root(operation, tracer), body);
    }

    /// <inheritdoc cref="RunRoot(string, Action, Tracer)"/>
    public static T RunRoot<T>(string operation, Func<T> body, Tracer? tracer = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        return In(TracedCall.Root(operation, tracer), body);
    }

    /// <summary>As <see cref="RunRoot{T}(string, Func{T}, Tracer)"/>; the span ends with the task.</summary>
    public static Task RunRootAsync(string operation, Func<Task> body, Tracer? tracer = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        return In(TracedCall.Root(operation, tracer), body);
    }

    /// <inheritdoc cref="RunRootAsync(string, Func{Task}, Tracer)"/>
    public static Task<T> RunRootAsync<T>(string operation, Func<Task<T>> body, Tracer? tracer = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        return In(TracedCall.Root(operation, tracer), body);
    }

    // An async lambda would else be a Func<T> whose T is a task.
    [Obsolete(Early, error: true), EditorBrowsable(EditorBrowsableState.Never)]
    public static Task Run(string operation, Func<Task> body, Tracer? tracer = null) =>
        RunAsync(operation, body, tracer);

    [Obsolete(Early, error: true), EditorBrowsable(EditorBrowsableState.Never)]
    public static Task<T> Run<T>(string operation, Func<Task<T>> body, Tracer? tracer = null) =>
        RunAsync(operation, body, tracer);

    [Obsolete(Early, error: true), EditorBrowsable(EditorBrowsableState.Never)]
    public static Task RunRoot(string operation, Func<Task> body, Tracer? tracer = null) =>
        RunRootAsync(operation, body, tracer);

    [Obsolete(Early, error: true), EditorBrowsable(EditorBrowsableState.Never)]
    public static Task<T> RunRoot<T>(string operation, Func<Task<T>> body, Tracer? tracer = null) =>
        RunRootAsync(operation, body, tracer);

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
