namespace Tracing.Demo.Nodes;

/// <summary>When a shard closed its first trace on a node that it had come to.</summary>
internal readonly record struct FirstClosed(int Shard, DateTimeOffset At);
