using Tracing.Keeping;

namespace Tracing.TraceQl;

/// <summary>Counts what another scan is shown, and ends it when it takes too long.</summary>
/// <param name="isPatient">False: it has taken too long.</param>
internal sealed class PatientScan(IPackedScan scan, SearchTally tally, Func<bool> isPatient) : IPackedScan
{
    public void Restart()
    {
        tally.Clear();
        scan.Restart();
    }

    public bool Skips(TraceId id) => scan.Skips(id);

    public bool Reads(ReadOnlySpan<byte> field) => scan.Reads(field);

    public bool Add(PackedTraces traces)
    {
        tally.Add(traces.Traces.Count, traces.Bytes);
        return scan.Add(traces) && IsPatient();
    }

    public bool Add(KeptTrace trace)
    {
        tally.Add(trace);
        return scan.Add(trace) && IsPatient();
    }

    private bool IsPatient()
    {
        if (isPatient()) return true;
        tally.IsCut = true;
        return false;
    }
}
