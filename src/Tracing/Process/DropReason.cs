namespace Tracing;

/// <summary>Why recorded data was dropped. Every loss is counted under one of these reasons.</summary>
public enum DropReason
{
    /// <summary>A finished span found the buffer full: the reporter drains it too slowly or not at all.</summary>
    BufferFull,

    /// <summary>A span finished after its recorder was stopped.</summary>
    Stopped,

    /// <summary>A tag exceeded the limit of its span (<c>SpanLimits.TagCount</c>), event or link.</summary>
    TagLimit,

    /// <summary>An event exceeded <c>SpanLimits.EventCount</c>.</summary>
    EventLimit,

    /// <summary>The receiver of an OTLP request refused it for good.</summary>
    Refused,

    /// <summary>A link exceeded <c>SpanLimits.LinkCount</c>.</summary>
    LinkLimit,

    /// <summary>A listener to our activities threw an exception: it misses an activity, but no span is lost.</summary>
    ListenerFailed,

    /// <summary>The reporter had no room left for a finished span, because no collector had taken spans for too
    /// long.</summary>
    NoRoom,

    /// <summary>The content of a span was longer than a message between nodes may be; the span itself was
    /// sent.</summary>
    TooLarge,
}
