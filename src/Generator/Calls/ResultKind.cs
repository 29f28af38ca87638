namespace Tracing.Generator.Calls;

/// <summary>Kinds of results, which decide when a method's span ends.</summary>
internal enum ResultKind
{
    Nothing,
    Value,

    /// <summary>Task, Task&lt;T&gt;, ValueTask or ValueTask&lt;T&gt;: the span ends when the task completes.</summary>
    Task,

    /// <summary>IAsyncEnumerable&lt;T&gt;: each reading is a span.</summary>
    Stream,
}
