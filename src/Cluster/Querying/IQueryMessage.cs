namespace Tracing.Clustering;

/// <summary>Marks the messages between stores of different nodes; <see cref="QuerySerializer"/> is bound to
/// it.</summary>
internal interface IQueryMessage
{
    /// <summary>A random number that the asker gives the question.</summary>
    ulong Question { get; }
}
