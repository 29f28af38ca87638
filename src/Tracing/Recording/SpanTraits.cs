namespace Tracing;

/// <summary>Kind, status, whether the span is sampled and whether it has ids, packed into one byte to keep
/// <see cref="Span"/> small.</summary>
internal struct SpanTraits
{
    private const int KindBits = 7;
    private const int StatusShift = 3;
    private const int StatusBits = 3 << StatusShift;
    private const int ValidBit = 1 << 6;
    private const int SampledBit = 1 << 7;

    private byte _bits;

    public SpanTraits(SpanKind kind, bool isSampled, bool isValid) =>
        _bits = (byte)(((int)kind & KindBits) | (isSampled ? SampledBit : 0) | (isValid ? ValidBit : 0));

    public readonly SpanKind Kind => (SpanKind)(_bits & KindBits);

    public readonly bool IsSampled => (_bits & SampledBit) != 0;

    public readonly bool IsValid => (_bits & ValidBit) != 0;

    public SpanStatus Status
    {
        readonly get => (SpanStatus)((_bits & StatusBits) >> StatusShift);
        set => _bits = (byte)((_bits & ~StatusBits) | (((int)value << StatusShift) & StatusBits));
    }
}
