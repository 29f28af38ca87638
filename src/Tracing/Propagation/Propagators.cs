using System.Collections.Immutable;

namespace Tracing.Propagation;

/// <summary>Propagators by name; the names are those of <c>OTEL_PROPAGATORS</c>, and <c>tutorial</c>.</summary>
public static class Propagators
{
    private static readonly ImmutableArray<(string Name, IPropagator Propagator)> _byName =
    [
        ("tracecontext", TraceContextPropagator.Instance),
        ("baggage", BaggagePropagator.Instance),
        ("b3", B3SinglePropagator.Instance),
        ("b3multi", B3MultiPropagator.Instance),
        ("tutorial", TutorialPropagator.Instance),
    ];

    /// <summary>Nothing is written or read.</summary>
    public static IPropagator None { get; } = new CompositePropagator();

    /// <summary>W3C Trace Context and Baggage, as OpenTelemetry's default.</summary>
    public static IPropagator Default { get; } = Parse("tracecontext,baggage");

    /// <summary>Reads a list such as <c>tracecontext,b3</c>: all are written; of traces read, the first wins.</summary>
    /// <param name="names">Split by commas, in any case; a name given twice counts once. Empty means the default;
    /// <c>none</c>, nothing.</param>
    /// <exception cref="FormatException">A name that is not known, or <c>none</c> beside others.</exception>
    public static IPropagator Parse(string names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var asked = names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(name => name.ToLowerInvariant()).Distinct().ToArray();
        if (asked.Length == 0) return Default;
        if (asked is ["none"]) return None;
        return new CompositePropagator([.. asked.Select(Named)]);
    }

    private static IPropagator Named(string name)
    {
        foreach (var known in _byName)
            if (known.Name == name)
                return known.Propagator;
        var allowed = string.Join(", ", _byName.Select(known => known.Name));
        throw new FormatException($"'{name}': propagators must be of {allowed}; or none, alone");
    }
}
