using System.Collections;

namespace Tracing.AkkaHosting;

/// <summary>A logging scope with the ids of the running span, under the names that .NET uses for activities.</summary>
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

    /// <summary>Returns the text that console loggers print.</summary>
    public override string ToString() => $"SpanId:{_spanId}, TraceId:{_traceId}";
}
