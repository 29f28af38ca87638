using System.Collections.Immutable;

namespace Tracing.Propagation;

/// <summary>W3C Trace Context: <c>traceparent</c> and <c>tracestate</c>.</summary>
/// <remarks>Carries the ids, the flags sampled and random, and the tracestate. Not the parent's parent.</remarks>
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
        // Checked again, because code may have made it from any string: no line break may get into a header.
        if (context.TraceState is { } state && TraceState.IsValid(state, out _)) set(carrier, TraceState.Field, state);
    }

    public Extraction Extract<TCarrier>(TCarrier carrier, HeaderGetter<TCarrier> get)
    {
        ArgumentNullException.ThrowIfNull(get);
        if (get(carrier, TraceParent.Field) is not { } parent) return default;
        if (!TraceParent.TryParse(parent.AsSpan().Trim(" \t"), out var context, out var fault))
            return Extraction.Faulty(fault);
        var state = get(carrier, TraceState.Field);
        if (string.IsNullOrEmpty(state)) return new(context);
        if (!TraceState.IsValid(state, out fault)) return new Extraction(context).With(fault);
        return new(new TraceContext(context.TraceId, context.SpanId, context.Flags, traceState: state));
    }
}
