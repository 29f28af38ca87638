using Akka.Cluster;

namespace Tracing.Demo.Nodes;

/// <summary>The nodes over which one request leads, after its client's.</summary>
internal readonly record struct OrderWay(UniqueAddress Desk, UniqueAddress Stock);
