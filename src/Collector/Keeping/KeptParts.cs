using System.Collections.Immutable;
using Tracing.Wire.Spans;

namespace Tracing.Keeping;

/// <summary>The parts of one trace in a memory store. Adding costs no more than the new part; the parts are united when
/// somebody reads.</summary>
/// <remarks>Guarded by its store's lock.</remarks>
internal sealed class KeptParts
{
    private readonly List<KeptTrace> _parts;
    private KeptTrace? _united;
    private int _unitedSpans;
    private int _addedSpans;

    // Few traces get a second part.
    private SpanSet? _spans;

    /// <param name="storedAt">The monotonic time now.</param>
    public KeptParts(KeptTrace first, long storedAt)
    {
        StoredAt = storedAt;
        _parts = [first];
        _united = first;
        _unitedSpans = first.Raw.Length;
    }

    public TraceId TraceId => _parts[0].TraceId;

    /// <summary>The monotonic time at which the first part was stored.</summary>
    public long StoredAt { get; }

    public IReadOnlyList<KeptTrace> Parts => _parts;

    /// <returns>The spans of the part that no part before had.</returns>
    public ImmutableArray<RawSpan> Add(KeptTrace part)
    {
        if (_spans is null)
        {
            _spans = new SpanSet();
            foreach (var one in _parts) _spans.Add(one.Raw);
        }
        _parts.Add(part);
        _united = null;
        // A part without spans counts as one, so that the number of parts is bounded as well.
        _addedSpans += Math.Max(1, part.Raw.Length);
        return _spans.Add(part.Raw);
    }

    /// <summary>True when as many spans were added as were united before; so uniting costs no more, in all, than adding
    /// did.</summary>
    public bool WantsUniting => _addedSpans > Math.Max(16, _unitedSpans);

    public KeptTrace United()
    {
        if (_united is not null) return _united;
        _united = KeptTrace.Unite([.. _parts]);
        return _united;
    }

    /// <summary>Replaces the parts by the united trace.</summary>
    public void Unite()
    {
        var whole = United();
        _parts.Clear();
        _parts.Add(whole);
        _unitedSpans = whole.Raw.Length;
        _addedSpans = 0;
    }
}
