using Tracing.Keeping;

namespace Tracing.TraceQl;

/// <summary>Counts of the traces that a search has looked at so far. One owner.</summary>
internal sealed class SearchTally
{
    public int Inspected { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>True: the search ended before all traces were looked at.</summary>
    public bool IsCut { get; set; }

    /// <summary>The place where the search can go on; null: there are no more traces.</summary>
    public TraceRank? Next { get; set; }

    public void Clear() => (Inspected, Bytes, IsCut, Next) = (0, 0, false, null);

    public void Add(int traces, long bytes)
    {
        Inspected += traces;
        Bytes += bytes;
    }

    public void Add(KeptTrace trace)
    {
        Inspected++;
        Bytes += trace.Bytes;
    }
}
