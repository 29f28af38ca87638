using System.Collections.Immutable;

namespace Tracing.Propagation;

/// <summary>B3 in several headers: one for each id, one for the decision, one for the debug flag.</summary>
/// <remarks>
/// <para>Examples. A kept trace, with its parent; a request that must not be traced; a trace to be debugged:</para>
/// <code>
/// X-B3-TraceId: 80f198ee56343ba864fe8b2a57d3eff7
/// X-B3-SpanId: e457b5a2e4d86bd1
/// X-B3-ParentSpanId: 05e3ac9a4f6e3b90
/// X-B3-Sampled: 1
///
/// X-B3-Sampled: 0
///
/// X-B3-TraceId: 80f198ee56343ba864fe8b2a57d3eff7
/// X-B3-SpanId: e457b5a2e4d86bd1
/// X-B3-Flags: 1
/// </code>
/// <para>Carries the three ids and every <see cref="CallerDecision"/>, with or without ids; not tracestate, baggage or
/// the random flag. A decision that cannot be read is a fault and counts as none. Source:
/// https://github.com/openzipkin/b3-propagation#multiple-headers.</para>
/// </remarks>
public sealed class B3MultiPropagator : IPropagator
{
    public const string TraceIdField = "X-B3-TraceId";
    public const string SpanIdField = "X-B3-SpanId";
    public const string ParentSpanIdField = "X-B3-ParentSpanId";
    public const string SampledField = "X-B3-Sampled";
    public const string FlagsField = "X-B3-Flags";

    private B3MultiPropagator()
    {
    }

    public static B3MultiPropagator Instance { get; } = new();

    public ImmutableArray<string> Fields { get; } =
        [TraceIdField, SpanIdField, ParentSpanIdField, SampledField, FlagsField];

    public void Inject<TCarrier>(in TraceContext context, TCarrier carrier, HeaderSetter<TCarrier> set)
    {
        ArgumentNullException.ThrowIfNull(set);
        if (context.IsValid)
        {
            set(carrier, TraceIdField, HeaderIds.Text(context.TraceId));
            set(carrier, SpanIdField, context.SpanId.ToString());
            if (!context.ParentSpanId.IsNone) set(carrier, ParentSpanIdField, context.ParentSpanId.ToString());
        }
        // Debug implies sampled; B3 wants only one of the two headers.
        if (context.Decision == CallerDecision.Debug) set(carrier, FlagsField, "1");
        else if (context.Decision == CallerDecision.Keep) set(carrier, SampledField, "1");
        else if (context.Decision == CallerDecision.Drop) set(carrier, SampledField, "0");
    }

    public Extraction Extract<TCarrier>(TCarrier carrier, HeaderGetter<TCarrier> get)
    {
        ArgumentNullException.ThrowIfNull(get);
        var sampled = Sampled(get(carrier, SampledField), out var badSampled);
        var debug = Debug(get(carrier, FlagsField), out var badFlags);
        var found = HeaderIds.Extract(carrier, get, TraceIdField, SpanIdField, ParentSpanIdField,
            debug ? CallerDecision.Debug : sampled);
        if (badSampled) found = found.With(new(SampledField, SampledField, "must be 0 or 1"));
        if (badFlags) found = found.With(new(FlagsField, FlagsField, "must be 0 or 1"));
        return found;
    }

    /// <summary>Reads 0 or 1, and the words true and false, which some tracers still write.</summary>
    private static CallerDecision Sampled(ReadOnlySpan<char> text, out bool bad)
    {
        text = text.Trim(" \t");
        bad = false;
        if (text is "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase)) return CallerDecision.Keep;
        if (text is "0" || text.Equals("false", StringComparison.OrdinalIgnoreCase)) return CallerDecision.Drop;
        bad = !text.IsEmpty;
        return CallerDecision.None;
    }

    private static bool Debug(ReadOnlySpan<char> text, out bool bad)
    {
        text = text.Trim(" \t");
        bad = text is not ("" or "0" or "1");
        return text is "1";
    }
}
