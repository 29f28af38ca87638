namespace Tracing;

/// <summary>Why something recorded did not go out. Everything lost is counted under one of these.</summary>
public enum DropReason
{
    /// <summary>A finished span found the ring full: nobody drains it, or not fast enough.</summary>
    BufferFull,

    /// <summary>A span finished after its recorder was stopped.</summary>
    Stopped,

    /// <summary>A tag beyond <see cref="SpanLimits.TagCount"/>.</summary>
    TagLimit,

    /// <summary>An event beyond <see cref="SpanLimits.EventCount"/>.</summary>
    EventLimit,

    /// <summary>The receiver of an OTLP request refused it for good.</summary>
    Refused,

    /// <summary>A link beyond <see cref="SpanLimits.LinkCount"/>.</summary>
    LinkLimit,

    /// <summary>A listener to <see cref="Tracer.ScopeName"/>'s activities threw: it misses one; our span does
    /// not.</summary>
    ListenerFailed,
}
