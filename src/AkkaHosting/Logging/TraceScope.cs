using System.Collections;

namespace Tracing.AkkaHosting;

/// <summary>The ids of the running span, as a logging scope: named as .NET names those of activities.</summary>
internal sealed class TraceScope(in TraceContext context) : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly string _traceId = context.TraceId.ToString();
    private readonly string _spanId = context.SpanId.ToString();

    public int Count => 2;

    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new("SpanId", _spanId),
        1 => new("TraceId", _traceId),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>As console loggers print a scope.</summary>
    public override string ToString() => $"SpanId:{_spanId}, TraceId:{_traceId}";
}
