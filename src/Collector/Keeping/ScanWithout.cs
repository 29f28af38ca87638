namespace Tracing.Keeping;

/// <summary>Hands on all traces but some, which are shown by somebody else.</summary>
internal sealed class ScanWithout(IPackedScan scan, HashSet<TraceId> others) : IPackedScan
{
    public void Restart() => scan.Restart();

    public bool Skips(TraceId id) => others.Contains(id) || scan.Skips(id);

    public bool Reads(ReadOnlySpan<byte> field) => scan.Reads(field);

    public bool Add(PackedTraces traces) => scan.Add(traces);

    public bool Add(KeptTrace trace) => scan.Add(trace);
}
