namespace Tracing.Bench.Measuring;

/// <summary>One line of a table: what we do, and what the peer does for the same end.</summary>
/// <remarks>Both run through the same delegate call, a nanosecond or two that neither is spared.</remarks>
internal sealed record BenchRow(string What, Action Ours, Action? Peer, Aim Aim);
