namespace Tracing;

/// <summary>The yes-or-no facts of a span, in one byte. On the wire, those of <see cref="OnWire"/> are boolean
/// attributes named in <see cref="TracingTags"/>.</summary>
[Flags]
internal enum SpanMarks : byte
{
    None = 0,
    ChildrenOpen = 1,
    Detached = 2,
    Stashed = 4,
    Unhandled = 8,

    /// <summary>The parent ran in another process. On the wire: bits 8 and 9 of OTLP's flags.</summary>
    RemoteParent = 16,

    /// <summary>The tags are shared with other spans and must be copied before a change. Not on the wire.</summary>
    SharesTags = 32,

    /// <summary>The activity was made for this span and a listener, and ends with the span. Not on the wire.</summary>
    OwnsActivity = 64,

    /// <summary>The parent is somebody else's span, which the collector may never get: an activity that another library
    /// reports, or a caller whose headers are not this library's.</summary>
    ForeignParent = 128,

    /// <summary>The marks that become boolean attributes.</summary>
    OnWire = ChildrenOpen | Detached | Stashed | Unhandled | ForeignParent,
}
