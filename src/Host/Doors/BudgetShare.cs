namespace Tracing.Hosting.Doors;

/// <summary>The bytes that one request holds of a <see cref="ByteBudget"/>. Guarded by the budget's lock.</summary>
internal sealed class BudgetShare(ByteBudget budget, Action end, long number, long now) : IDisposable
{
    /// <summary>Bytes that count as progress. A sender that trickles single bytes is as good as silent.</summary>
    private const int ProgressBytes = 16 * 1024;

    private long _takenAtProgress;

    /// <summary>The order in which requests began.</summary>
    public long Number => number;

    public long Taken { get; private set; }

    /// <summary>Timestamp of the last progress, or of the beginning.</summary>
    public long LastProgress { get; private set; } = now;

    /// <summary>True while the body is being read. Later the request is ours, and is not ended for others.</summary>
    public bool IsReading { get; private set; } = true;

    /// <summary>True once the request was told to end.</summary>
    public bool IsEnded { get; set; }

    public ValueTask<bool> ReserveAsync(long bytes, CancellationToken stopping) => budget.ReserveAsync(this, bytes, stopping);

    /// <summary>Notes that the body is whole.</summary>
    public void EndReading() => IsReading = false;

    public void Add(long bytes, long now)
    {
        Taken += bytes;
        if (Taken - _takenAtProgress < ProgressBytes) return;
        _takenAtProgress = Taken;
        LastProgress = now;
    }

    public void End() => end();

    public void Dispose() => budget.Return(this);
}
