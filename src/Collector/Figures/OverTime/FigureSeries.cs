namespace Tracing.Figures.OverTime;

/// <summary>The spans that are counted together.</summary>
/// <param name="Operation">The span name; <see cref="RunningFigures.Other"/> for spans beyond the bound of a
/// table.</param>
/// <param name="ActorType">The attribute <c>akka.actor.type</c>; empty without it.</param>
public sealed record FigureSeries(string Service, string Operation, SpanKind Kind, string ActorType)
{
    /// <summary>Number of bytes of each name that are kept.</summary>
    public const int MaxNameBytes = 256;
}
