namespace Tracing.Clustering;

/// <summary>A message between nodes that ask each other's stores: it has a layout of its own
/// (<see cref="QuerySerializer"/>).</summary>
internal interface IQueryMessage
{
    /// <summary>The question that it belongs to: a random number of whoever asks.</summary>
    ulong Question { get; }
}
