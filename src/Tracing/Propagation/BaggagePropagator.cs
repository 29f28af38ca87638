using System.Collections.Immutable;

namespace Tracing.Propagation;

/// <summary>W3C Baggage: the header <c>baggage</c>. Names no trace: another format does.</summary>
/// <remarks>Carries keys that are tokens, any value, and properties of ASCII, as far as 8,192 bytes reach.</remarks>
public sealed class BaggagePropagator : IPropagator
{
    private BaggagePropagator()
    {
    }

    public static BaggagePropagator Instance { get; } = new();

    public ImmutableArray<string> Fields { get; } = [BaggageText.Field];

    public void Inject<TCarrier>(in TraceContext context, TCarrier carrier, HeaderSetter<TCarrier> set)
    {
        ArgumentNullException.ThrowIfNull(set);
        if (BaggageText.Format(context.Baggage) is { } text) set(carrier, BaggageText.Field, text);
    }

    public Extraction Extract<TCarrier>(TCarrier carrier, HeaderGetter<TCarrier> get)
    {
        ArgumentNullException.ThrowIfNull(get);
        return get(carrier, BaggageText.Field) is { } text ? BaggageText.Parse(text) : default;
    }
}
