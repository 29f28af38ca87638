using System.Collections.Immutable;

namespace Tracing.Propagation;

/// <summary>Writes and reads several formats. When reading, the first format that names a trace is used.</summary>
public sealed class CompositePropagator(params ReadOnlySpan<IPropagator> parts) : IPropagator
{
    private readonly ImmutableArray<IPropagator> _parts = [.. parts];

    public ImmutableArray<IPropagator> Parts => _parts;

    public ImmutableArray<string> Fields =>
        [.. _parts.SelectMany(part => part.Fields).Distinct(StringComparer.OrdinalIgnoreCase)];

    public void Inject<TCarrier>(in TraceContext context, TCarrier carrier, HeaderSetter<TCarrier> set)
    {
        foreach (var part in _parts) part.Inject(context, carrier, set);
    }

    public Extraction Extract<TCarrier>(TCarrier carrier, HeaderGetter<TCarrier> get)
    {
        var found = default(Extraction);
        foreach (var part in _parts) found = found.Or(part.Extract(carrier, get));
        return found;
    }
}
