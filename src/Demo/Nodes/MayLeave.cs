namespace Tracing.Demo.Nodes;

/// <summary>Asked of the other nodes' <see cref="LeaveDesk"/> by one that is to stop, until none has a request
/// under way with it.</summary>
/// <param name="Uid">Of the node's incarnation: its successor at the same address is another.</param>
internal sealed record MayLeave(int Uid);
