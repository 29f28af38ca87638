using System.Diagnostics;

namespace Tracing;

/// <summary>What a span records in: all that only its own record needs, and nobody who is caused by it.</summary>
/// <remarks>
/// Owned by one span at a time. That of a message goes on to the next message of the same actor, unless somebody wrote to it
/// (RATIONALE "Why is a span a handle?"); so whoever reads it through a span asks afterwards whether it is still that span's.
/// </remarks>
internal sealed class SpanBody
{
    /// <summary>Null: no span has had it yet.</summary>
    public string? Name;
    public SpanId Parent;
    public long StartMonotonicNanos;
    public ulong StartUnixNanos;
    public ulong EndUnixNanos;

    /// <summary>Negative: it came through no mailbox.</summary>
    public long MailboxWaitNanos;

    /// <summary>Longer than there are tags; the span knows how many. Null: there was never one.</summary>
    public Tag[]? Tags;

    public Activity? Activity;

    // A span is recorded or it is not: then it has no details, and many messages share it, for which its flow is kept.
    private object? _detailsOrFlow;

    public SpanDetails? Details => _detailsOrFlow as SpanDetails;

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

    /// <summary>Of a span that nobody records: a thread's execution context in which it is current, and nothing
    /// else.</summary>
    public ExecutionContext? Flow
    {
        get => _detailsOrFlow as ExecutionContext;
        set => _detailsOrFlow = value;
    }

    /// <summary>Belongs to a span that starts now.</summary>
    public void Begin(SpanId parent, string name, long startMonotonicNanos, ulong startUnixNanos)
    {
        // Mostly the same as last time: an actor's messages are of few types. Asking is cheaper than writing a reference.
        if (!ReferenceEquals(Name, name)) Name = name;
        Parent = parent;
        StartMonotonicNanos = startMonotonicNanos;
        StartUnixNanos = startUnixNanos;
        EndUnixNanos = 0;
        MailboxWaitNanos = -1;
        // Details and activity are those of somebody who wrote; then the body was not given back.
    }

    /// <summary>Takes tags that others have too.</summary>
    public void Share(Tag[] tags)
    {
        if (!ReferenceEquals(Tags, tags)) Tags = tags;
    }
}
