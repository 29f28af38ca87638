using Tracing.Contracts;

namespace Tracing.Collecting;

/// <summary>A holder of a batch that records what it is told.</summary>
internal sealed class ToldHolder : IBatchHolder
{
    private int _stored;
    private int _lost;

    public bool IsStored => Volatile.Read(ref _stored) > 0;

    public bool IsLost => Volatile.Read(ref _lost) > 0;

    public void Stored() => Interlocked.Increment(ref _stored);

    public void Lost() => Interlocked.Increment(ref _lost);
}
