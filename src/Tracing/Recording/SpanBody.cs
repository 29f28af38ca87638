using System.Diagnostics;

namespace Tracing;

/// <summary>The part of a span that only its own record needs, and not the spans that it causes.</summary>
/// <remarks>
/// Owned by one span at a time. The body of a message's span goes on to the next message of the same actor, unless
/// somebody wrote to it (RATIONALE "Why is a span a handle?"). So a reader must check after reading that the span still
/// has the body.
/// </remarks>
internal sealed class SpanBody
{
    /// <summary>The span's name; null before the first span.</summary>
    public string? Name;
    public SpanId Parent;
    public long StartMonotonicNanos;
    public ulong StartUnixNanos;
    public ulong EndUnixNanos;

    /// <summary>Nanoseconds in the mailbox; negative when the span came through none.</summary>
    public long MailboxWaitNanos;

    /// <summary>May be longer than the number of tags, which the span knows; null when there was never a tag.</summary>
    public Tag[]? Tags;

    public Activity? Activity;

    /// <summary>The work for which the span waits with its record; null: there was none.</summary>
    public SpanHold? Hold;

    // A sampled span uses this field for its details, an unsampled one for its cached execution context.
    private object? _detailsOrFlow;

    public SpanDetails? Details => _detailsOrFlow as SpanDetails;

    /// <summary>The details, made on first use.</summary>
    public SpanDetails DetailsToWrite
    {
        get
        {
            if (_detailsOrFlow is SpanDetails known) return known;
            var details = new SpanDetails();
            _detailsOrFlow = details;
            return details;
        }
    }

    /// <summary>For an unsampled span: an execution context in which this span is current, and nothing else
    /// flows.</summary>
    public ExecutionContext? Flow
    {
        get => _detailsOrFlow as ExecutionContext;
        set => _detailsOrFlow = value;
    }

    /// <summary>Prepares the body for a span that starts now.</summary>
    public void Begin(SpanId parent, string name, long startMonotonicNanos, ulong startUnixNanos)
    {
        // Mostly the same name as before, as an actor has few types of messages: comparing is cheaper than writing a
        // reference.
        if (!ReferenceEquals(Name, name)) Name = name;
        Parent = parent;
        StartMonotonicNanos = startMonotonicNanos;
        StartUnixNanos = startUnixNanos;
        EndUnixNanos = 0;
        MailboxWaitNanos = -1;
        // Details, activity and hold need no reset: code that sets them claims the body, and a claimed body is not used
        // again.
    }

    /// <summary>Uses an array of tags that other spans use too.</summary>
    public void Share(Tag[] tags)
    {
        if (!ReferenceEquals(Tags, tags)) Tags = tags;
    }
}
