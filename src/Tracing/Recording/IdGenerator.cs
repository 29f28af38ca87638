namespace Tracing;

/// <summary>Makes random ids for one thread, without the look-up of the thread that <see cref="Random.Shared"/>
/// costs.</summary>
/// <remarks>Only its own thread uses it. See RATIONALE "Why a generator that is not cryptographic for ids?".</remarks>
internal readonly struct IdGenerator
{
    private readonly Random _random = new();

    public IdGenerator()
    {
    }

    /// <summary>A random id, like <see cref="SpanId.NewRandom"/>.</summary>
    public SpanId NewSpanId()
    {
        var value = (ulong)_random.NextInt64();
        return value == 0 ? SpanId.NewRandom() : new SpanId(value);
    }

    /// <summary>A random id, like <see cref="TraceId.NewRandom"/>.</summary>
    public TraceId NewTraceId()
    {
        var id = new TraceId((ulong)_random.NextInt64(), (ulong)_random.NextInt64());
        return id.IsNone ? TraceId.NewRandom() : id;
    }
}
