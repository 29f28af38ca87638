namespace Tracing;

/// <summary>Origin of the span that a context names: only a span of this library is sure to be reported.</summary>
internal enum ContextOrigin : byte
{
    /// <summary>A span of this library, in this process or another.</summary>
    Own = 0,

    /// <summary>An activity of this process that another library reports, or nobody.</summary>
    ForeignActivity = 1,

    /// <summary>A caller whose headers do not say that its span is this library's.</summary>
    ForeignCaller = 2,
}
