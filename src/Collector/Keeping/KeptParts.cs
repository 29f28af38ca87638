namespace Tracing.Keeping;

/// <summary>The revisions of one trace in a memory store: put in at the cost of what is new, united when somebody reads.</summary>
/// <remarks>Its store's lock guards it.</remarks>
internal sealed class KeptParts
{
    private readonly List<KeptTrace> _parts;
    private KeptTrace? _united;
    private int _unitedSpans;
    private int _addedSpans;

    public KeptParts(KeptTrace first)
    {
        _parts = [first];
        _united = first;
        _unitedSpans = first.Raw.Length;
    }

    public TraceId TraceId => _parts[0].TraceId;

    /// <summary>When the first part closed, or the whole since it was united.</summary>
    public DateTimeOffset ClosedAt => _parts[0].ClosedAt;

    public IReadOnlyList<KeptTrace> Parts => _parts;

    public void Add(KeptTrace part)
    {
        _parts.Add(part);
        _united = null;
        // One without spans counts too: however small the parts, their number stays below the spans that are united.
        _addedSpans += Math.Max(1, part.Raw.Length);
    }

    /// <summary>As much has been added as was united: uniting now costs no more, all in all, than putting it in did.</summary>
    public bool WantsUniting => _addedSpans > Math.Max(16, _unitedSpans);

    public KeptTrace United()
    {
        if (_united is not null) return _united;
        _united = KeptTrace.Unite([.. _parts]);
        return _united;
    }

    /// <summary>Puts the whole in the place of its parts.</summary>
    public void Unite()
    {
        var whole = United();
        _parts.Clear();
        _parts.Add(whole);
        _unitedSpans = whole.Raw.Length;
        _addedSpans = 0;
    }
}
