namespace Tracing;

/// <summary>The record of a span that has ended, as a value. <c>default</c> is no record.</summary>
/// <remarks>
/// Written in a <see cref="SpanPage"/> and copied out of it (RATIONALE "Why does the buffer hold values?"); a copy does
/// not change. Tags, events and links are shared with the span, not copied.
/// </remarks>
public struct FinishedSpan
{
    private TraceHead? _trace;
    private string? _name;
    private Tag[]? _tags;
    private SpanId _id;
    private SpanId _parent;
    private short _tagCount;
    private SpanTraits _traits;

    public readonly Tracer Tracer => _trace?.Tracer ?? Tracer.Default;

    public readonly string Name => _name ?? "";

    public readonly SpanKind Kind => _traits.Kind;

    public readonly TraceContext Context => _trace?.At(_id, _parent) ?? default;

    public readonly SpanStatus Status => _traits.Status;

    public ulong StartUnixNanos { readonly get; private set; }

    public ulong EndUnixNanos { readonly get; private set; }

    /// <summary>The number of spans that this one caused, as far as it could be counted.</summary>
    public int Children { readonly get; private set; }

    internal long MailboxWaitNanos { readonly get; private set; }

    internal SpanMarks Marks { readonly get; private set; }

    internal SpanDetails? Details { readonly get; private set; }

    internal readonly ReadOnlySpan<Tag> Tags => _tags.AsSpan(0, Math.Min(_tagCount, _tags?.Length ?? 0));

    /// <summary>Writes to each cache line of the record. <c>default</c> stays <c>default</c>.</summary>
    internal void Touch()
    {
        Children = 0;
        _parent = default;
    }

    /// <summary>Becomes the record of a span that has just ended. Must be <c>default</c> before.</summary>
    internal void Fill(Span span, SpanBody body)
    {
        _trace = span.Trace;
        _id = span.Id;
        (_traits, _tagCount) = span.TraitsAndTagCount;
        Marks = span.Marks;
        Children = span.Children;
        _name = body.Name;
        _parent = body.Parent;
        StartUnixNanos = body.StartUnixNanos;
        EndUnixNanos = body.EndUnixNanos;
        MailboxWaitNanos = body.MailboxWaitNanos;
        // Writing a reference needs the GC's write barrier, also for null; so what few spans have is written only for
        // them.
        if (body.Tags is { } tags) _tags = tags;
        if (body.Details is { } details) Details = details;
    }
}
