using System.Collections.Immutable;

namespace Tracing.Propagation;

/// <summary>W3C Trace Context: the headers <c>traceparent</c> and <c>tracestate</c>.</summary>
/// <remarks>
/// <para>Examples. A sampled trace with a random id; an unsampled one; vendors' values that are passed on
/// unchanged:</para>
/// <code>
/// traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03
/// traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00
/// tracestate: rojo=00f067aa0ba902b7,congo=t61rcWkgMzE
/// </code>
/// <para>Carries the ids of trace and span, the flags sampled and random, and the tracestate; not the parent's own
/// parent. A member of tracestate says that the sampled span which sent it is this library's, so that the collector
/// waits for it (RATIONALE "How does a receiver know whose span its parent is?"). Source:
/// https://www.w3.org/TR/trace-context-2/.</para>
/// </remarks>
public sealed class TraceContextPropagator : IPropagator
{
    private TraceContextPropagator()
    {
    }

    public static TraceContextPropagator Instance { get; } = new();

    public ImmutableArray<string> Fields { get; } = [TraceParent.Field, TraceState.Field];

    public void Inject<TCarrier>(in TraceContext context, TCarrier carrier, HeaderSetter<TCarrier> set)
    {
        ArgumentNullException.ThrowIfNull(set);
        if (TraceParent.Format(context) is not { } parent) return;
        set(carrier, TraceParent.Field, parent);
        // Checked again, because a context may have been made from any string, and a line break must not get into a
        // header.
        var state = context.TraceState is { } others && TraceState.IsValid(others, out _) ? others : null;
        // Nobody waits for an unsampled span, so nobody needs to know whose it is.
        if (context is { IsSampled: true, Origin: ContextOrigin.Own })
            state = TraceState.WithOwn(state, context.SpanId);
        if (state is not null) set(carrier, TraceState.Field, state);
    }

    public Extraction Extract<TCarrier>(TCarrier carrier, HeaderGetter<TCarrier> get)
    {
        ArgumentNullException.ThrowIfNull(get);
        if (get(carrier, TraceParent.Field) is not { } parent) return default;
        if (!TraceParent.TryParse(parent.AsSpan().Trim(" \t"), out var context, out var fault))
            return Extraction.Faulty(fault);
        var state = get(carrier, TraceState.Field);
        var foreign = context.From(ContextOrigin.ForeignCaller);
        if (string.IsNullOrEmpty(state)) return new(foreign);
        if (!TraceState.IsValid(state, out fault)) return new Extraction(foreign).With(fault);
        state = TraceState.WithoutOwn(state, out var sender);
        var whole = new TraceContext(context.TraceId, context.SpanId, context.Flags, traceState: state);
        return new(sender == context.SpanId ? whole : whole.From(ContextOrigin.ForeignCaller));
    }
}
