using System.Collections.Immutable;

namespace Tracing.Propagation;

/// <summary>W3C Baggage: the header <c>baggage</c>. It carries no ids, so it is used beside another format.</summary>
/// <remarks>
/// <para>Examples. Two pairs; a value that is percent-encoded; a pair with a property:</para>
/// <code>
/// baggage: user=7,tenant=shop
/// baggage: city=K%C3%B6ln
/// baggage: user=7;ttl=30
/// </code>
/// <para>Carries pairs whose key is a token, any value, and properties of ASCII characters, up to 8,192 bytes.
/// Source: https://www.w3.org/TR/baggage/#baggage-http-header-format.</para>
/// </remarks>
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
