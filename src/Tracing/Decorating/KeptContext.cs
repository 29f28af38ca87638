using System.Net.Http.Headers;
using Tracing.Propagation;

namespace Tracing;

/// <summary>The context of a span that was kept beside a piece of work, such as a row of an outbox, a job or a queued
/// message, for <see cref="Spans"/> to continue when the work goes on.</summary>
/// <remarks>Keep <see cref="ToHeaders"/> of <c>Span.Current</c>, and convert it back. Headers that cannot be read give
/// a context that names no trace; nothing throws.</remarks>
public readonly record struct KeptContext(TraceContext Context)
{
    public static implicit operator KeptContext(TraceContext context) => new(context);

    /// <summary>Reads W3C headers: <c>traceparent</c>, <c>tracestate</c> and <c>baggage</c>.</summary>
    public static implicit operator KeptContext(Dictionary<string, string> headers) => FromHeaders(headers);

    /// <inheritdoc cref="op_Implicit(Dictionary{string, string})"/>
    public static implicit operator KeptContext(HttpHeaders headers) => FromHeaders(headers);

    /// <param name="format">Null: W3C.</param>
    public static KeptContext FromHeaders(IDictionary<string, string>? headers, IPropagator? format = null) =>
        headers is null ? default : new((format ?? Propagators.Default).Extract(headers).Context);

    /// <inheritdoc cref="FromHeaders(IDictionary{string, string}, IPropagator)"/>
    public static KeptContext FromHeaders(HttpHeaders? headers, IPropagator? format = null) =>
        headers is null ? default : new((format ?? Propagators.Default).Extract(headers).Context);

    /// <summary>Twin of the conversion, for languages without it.</summary>
    public static KeptContext FromTraceContext(TraceContext context) => new(context);

    /// <inheritdoc cref="FromTraceContext"/>
    public static KeptContext FromDictionary(Dictionary<string, string> headers) => FromHeaders(headers);

    /// <inheritdoc cref="FromTraceContext"/>
    public static KeptContext FromHttpHeaders(HttpHeaders headers) => FromHeaders(headers);

    /// <summary>The headers to keep; empty for a context that names no trace.</summary>
    /// <param name="format">Null: W3C.</param>
    public Dictionary<string, string> ToHeaders(IPropagator? format = null)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        (format ?? Propagators.Default).Inject(Context, headers);
        return headers;
    }
}
