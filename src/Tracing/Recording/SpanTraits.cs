namespace Tracing;

/// <summary>Kind, status, and whether the span is sampled, has ids, or stands in for an activity, packed into one byte
/// to keep <see cref="Span"/> small.</summary>
internal struct SpanTraits
{
    private const int KindBits = 7;
    private const int StatusShift = 3;
    private const int StatusBits = 3 << StatusShift;
    private const int StandInBit = 1 << 5;
    private const int ValidBit = 1 << 6;
    private const int SampledBit = 1 << 7;

    private byte _bits;

    public SpanTraits(SpanKind kind, bool isSampled, bool isValid) =>
        _bits = (byte)(((int)kind & KindBits) | (isSampled ? SampledBit : 0) | (isValid ? ValidBit : 0));

    public readonly SpanKind Kind => (SpanKind)(_bits & KindBits);

    public readonly bool IsSampled => (_bits & SampledBit) != 0;

    public readonly bool IsValid => (_bits & ValidBit) != 0;

    /// <summary>True for a span that stands in for an activity that is not ours, or for a span of another process. It
    /// is never recorded, but it can be a parent.</summary>
    public bool StandsIn
    {
        readonly get => (_bits & StandInBit) != 0;
        init => _bits = (byte)(value ? _bits | StandInBit : _bits & ~StandInBit);
    }

    /// <summary>True for a span that stands in for one of ours in another process. No bit is left for it: the kind
    /// tells it from an activity, which is Internal.</summary>
    public readonly bool IsElsewhere => StandsIn && Kind == SpanKind.Producer;

    public SpanStatus Status
    {
        readonly get => (SpanStatus)((_bits & StatusBits) >> StatusShift);
        set => _bits = (byte)((_bits & ~StatusBits) | (((int)value << StatusShift) & StatusBits));
    }
}
