using System.Collections.Immutable;

namespace Tracing.Propagation;

/// <summary>The tutorial's headers: <c>X-Trace-Id</c>, <c>X-Span-Id</c>, <c>X-Parent-Span-Id</c>.</summary>
/// <remarks>
/// <para>Example:</para>
/// <code>
/// X-Trace-Id: 80f198ee56343ba864fe8b2a57d3eff7
/// X-Span-Id: e457b5a2e4d86bd1
/// X-Parent-Span-Id: 05e3ac9a4f6e3b90
/// </code>
/// <para>Carries the three ids and no decision: the receiver decides, by the trace id (RATIONALE "Why do the tutorial's
/// headers leave the decision to the receiver?"). Ids are hexadecimal; <c>trace_7952713</c>, as the tutorial writes
/// them, is a fault.</para>
/// </remarks>
public sealed class TutorialPropagator : IPropagator
{
    public const string TraceIdField = "X-Trace-Id";
    public const string SpanIdField = "X-Span-Id";
    public const string ParentSpanIdField = "X-Parent-Span-Id";

    private TutorialPropagator()
    {
    }

    public static TutorialPropagator Instance { get; } = new();

    public ImmutableArray<string> Fields { get; } = [TraceIdField, SpanIdField, ParentSpanIdField];

    public void Inject<TCarrier>(in TraceContext context, TCarrier carrier, HeaderSetter<TCarrier> set)
    {
        ArgumentNullException.ThrowIfNull(set);
        if (!context.IsValid) return;
        set(carrier, TraceIdField, HeaderIds.Text(context.TraceId));
        set(carrier, SpanIdField, context.SpanId.ToString());
        if (!context.ParentSpanId.IsNone) set(carrier, ParentSpanIdField, context.ParentSpanId.ToString());
    }

    public Extraction Extract<TCarrier>(TCarrier carrier, HeaderGetter<TCarrier> get)
    {
        ArgumentNullException.ThrowIfNull(get);
        return HeaderIds.Extract(carrier, get, TraceIdField, SpanIdField, ParentSpanIdField, CallerDecision.None);
    }
}
