using System.Collections.Immutable;

namespace Tracing.Demo.Generating;

/// <summary>One operation of a described system; hocon/shop.conf explains each field.</summary>
internal sealed record OperationPlan
{
    public required string Name { get; init; }

    public required string Service { get; init; }

    public SpanKind Kind { get; init; } = SpanKind.Internal;

    /// <summary>Path of the actor; empty: it is none.</summary>
    public TextPattern Actor { get; init; } = TextPattern.Empty;

    public TimeSpan Wait { get; init; }

    public int Weight { get; init; }

    public TimeSpan Latency { get; init; }

    public double Spread { get; init; }

    public double Fails { get; init; }

    public int Retries { get; init; }

    public ImmutableArray<string> Calls { get; init; } = [];

    public ImmutableArray<(string Key, TextPattern Value)> Attributes { get; init; } = [];
}
