using System.Collections.Immutable;

namespace Tracing.Propagation;

/// <summary>Finds propagators by name: the names of <c>OTEL_PROPAGATORS</c>, and <c>tutorial</c>.</summary>
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

    /// <summary>Writes and reads nothing.</summary>
    public static IPropagator None { get; } = new CompositePropagator();

    /// <summary>W3C Trace Context and Baggage; also OpenTelemetry's default.</summary>
    public static IPropagator Default { get; } = Parse("tracecontext,baggage");

    /// <summary>Reads a list of names such as <c>tracecontext,b3</c>. All formats are written; when reading, the first
    /// that names a trace is used.</summary>
    /// <param name="names">Names separated by commas, of any case; a repeated name counts once. An empty list means
    /// <see cref="Default"/>, <c>none</c> means <see cref="None"/>.</param>
    /// <exception cref="FormatException">A name is not known, or <c>none</c> stands beside others.</exception>
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
        throw new FormatException($"'{name}': propagators must be one or more of {allowed}, or none alone");
    }
}
