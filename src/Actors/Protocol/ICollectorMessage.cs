namespace Tracing.Actors;

/// <summary>A message between a reporter and a collector, which may be on different nodes;
/// <see cref="CollectorSerializer"/> writes it.</summary>
public interface ICollectorMessage;
