namespace Tracing;

/// <summary>A span's record: what it held when it ended, as a value. <c>default</c> is none.</summary>
/// <remarks>
/// Filled in the ring and copied out of it (RATIONALE "Why is the ring a ring of values?"); a copy does not change. Tags,
/// events and links are shared with the span that wrote them, not copied.
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

    /// <summary>Spans that it caused, as far as they could be counted.</summary>
    public int Children { readonly get; private set; }

    internal long MailboxWaitNanos { readonly get; private set; }

    internal SpanMarks Marks { readonly get; private set; }

    internal SpanDetails? Details { readonly get; private set; }

    internal readonly ReadOnlySpan<Tag> Tags => _tags.AsSpan(0, Math.Min(_tagCount, _tags?.Length ?? 0));

    internal readonly bool HasTag(string key)
    {
        foreach (ref readonly var tag in Tags)
            if (string.Equals(tag.Key, key, StringComparison.Ordinal)) return true;
        return false;
    }

    /// <summary>Writes to all cache lines on which it lies; to <c>default</c> no change.</summary>
    internal void Touch()
    {
        Children = 0;
        _parent = default;
    }

    /// <summary>From <c>default</c>, becomes the record of a span that has just ended, in the body that it held until then.</summary>
    internal void Take(Span span, SpanBody body)
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
        // Writing a reference is dear, also where it is none: what few spans have is left as it is.
        if (body.Tags is { } tags) _tags = tags;
        if (body.Details is { } details) Details = details;
    }
}
