namespace Tracing.Actors;

/// <summary>A message between reporters and collectors, which may be on different nodes: it has a layout of its own
/// (<see cref="CollectorSerializer"/>).</summary>
public interface ICollectorMessage;
