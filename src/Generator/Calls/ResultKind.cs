namespace Tracing.Generator.Calls;

/// <summary>What a method gives back decides when its span ends.</summary>
internal enum ResultKind
{
    Nothing,
    Value,

    /// <summary>Task, Task&lt;T&gt;, ValueTask or ValueTask&lt;T&gt;: the span ends with it.</summary>
    Task,

    /// <summary>IAsyncEnumerable&lt;T&gt;: each reading is a span.</summary>
    Stream,
}
