using System.Collections.Immutable;

namespace Tracing.Propagation;

/// <summary>B3 in one header: <c>{trace}-{span}-{decision}-{parent}</c>, the last two optional.</summary>
/// <remarks>
/// <para>Examples. A kept trace, with its parent; a trace on which the receiver decides; a request that must not be
/// traced:</para>
/// <code>
/// b3: 80f198ee56343ba864fe8b2a57d3eff7-e457b5a2e4d86bd1-1-05e3ac9a4f6e3b90
/// b3: 80f198ee56343ba864fe8b2a57d3eff7-e457b5a2e4d86bd1
/// b3: 0
/// </code>
/// <para>Carries the ids of trace and span and every <see cref="CallerDecision"/>, with or without ids; the parent's id
/// only with a decision; not tracestate, baggage or the random flag. Source:
/// https://github.com/openzipkin/b3-propagation#single-header.</para>
/// </remarks>
public sealed class B3SinglePropagator : IPropagator
{
    public const string Field = "b3";

    private static readonly ParseFault
        _decision = new(Field, "sampling state", "must be 0, 1 or d"),
        _noSpanId = new(Field, "span id", HeaderIds.Missing),
        _tooMany = new(Field, Field, "must have at most four fields");

    private B3SinglePropagator()
    {
    }

    public static B3SinglePropagator Instance { get; } = new();

    public ImmutableArray<string> Fields { get; } = [Field];

    public void Inject<TCarrier>(in TraceContext context, TCarrier carrier, HeaderSetter<TCarrier> set)
    {
        ArgumentNullException.ThrowIfNull(set);
        if (Format(context) is { } text) set(carrier, Field, text);
    }

    public Extraction Extract<TCarrier>(TCarrier carrier, HeaderGetter<TCarrier> get)
    {
        ArgumentNullException.ThrowIfNull(get);
        return get(carrier, Field) is { } text ? Parse(text.AsSpan().Trim(" \t")) : default;
    }

    /// <summary>The header's text, or null for a context without ids and decision.</summary>
    public static string? Format(in TraceContext context)
    {
        var decision = context.Decision switch
        {
            CallerDecision.Drop => "0",
            CallerDecision.Keep => "1",
            CallerDecision.Debug => "d",
            _ => null,
        };
        if (!context.IsValid) return decision;
        var ids = $"{HeaderIds.Text(context.TraceId)}-{context.SpanId}";
        if (decision is null) return ids;
        return context.ParentSpanId.IsNone ? $"{ids}-{decision}" : $"{ids}-{decision}-{context.ParentSpanId}";
    }

    /// <summary>Reads the header's text. Every text gives a context or a fault; none throws.</summary>
    public static Extraction Parse(ReadOnlySpan<char> text)
    {
        if (Decision(text) is { } alone) return new(TraceContext.Saying(alone));

        Span<Range> parts = stackalloc Range[5];
        var count = text.Split(parts, '-');
        if (count > 4) return Extraction.Faulty(_tooMany);
        if (HeaderIds.Read(text[parts[0]], out TraceId traceId) is { } badTrace)
            return Extraction.Faulty(new(Field, "trace id", badTrace));
        if (count < 2) return Extraction.Faulty(_noSpanId);
        if (HeaderIds.Read(text[parts[1]], out SpanId spanId) is { } badSpan)
            return Extraction.Faulty(new(Field, "span id", badSpan));

        var decision = CallerDecision.None;
        if (count > 2)
        {
            if (Decision(text[parts[2]]) is not { } said) return Extraction.Faulty(_decision);
            decision = said;
        }
        var parentId = default(SpanId);
        if (count > 3 && HeaderIds.Read(text[parts[3]], out parentId) is { } badParent)
            return Extraction.Faulty(new(Field, "parent span id", badParent));
        return new(TraceContext.Saying(decision, traceId, spanId, parentId).From(ContextOrigin.ForeignCaller));
    }

    private static CallerDecision? Decision(ReadOnlySpan<char> text) => text switch
    {
        "0" => CallerDecision.Drop,
        "1" => CallerDecision.Keep,
        "d" => CallerDecision.Debug,
        _ => null,
    };
}
