using System.Collections.Immutable;
using Tracing.Wire.Spans;

namespace Tracing.Assembling;

/// <summary>An assembler with a clock set by hand, and all traces that it closed.</summary>
internal sealed class Assembling(AssemblerSettings? settings = null)
{
    private readonly List<ClosedTrace> _closed = [];

    public TraceAssembler Assembler { get; } = new(settings ?? AssemblerSettings.Default);

    public DateTimeOffset Now { get; private set; } = Some.Time;

    public IReadOnlyList<ClosedTrace> Closed => _closed;

    public ClosedTrace Only => Assert.Single(_closed);

    public Assembling Add(params ReadOnlySpan<RawSpan> spans)
    {
        _closed.AddRange(Assembler.Add([.. spans], Now));
        return this;
    }

    public Assembling After(TimeSpan time)
    {
        Now += time;
        _closed.AddRange(Assembler.Expire(Now));
        return this;
    }

    public Assembling Flush()
    {
        _closed.AddRange(Assembler.Flush(Now));
        return this;
    }

    /// <summary>Returns all spans of the closed traces and revisions.</summary>
    public ImmutableArray<RawSpan> Out() => [.. _closed.SelectMany(t => t.Spans)];
}
