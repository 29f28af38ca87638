using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Event;
using Tracing.Reporting;

namespace Tracing.Actors;

/// <summary>Collects what is wrong with a system's tracing, and says each reason once in the system's log.</summary>
/// <remarks>Any thread.</remarks>
internal sealed class HealthBoard(ILoggingAdapter log)
{
    // Texts name addresses and keys, so there are few; the bound is for a receiver whose answers differ each time.
    private const int MaxLines = 64;

    private static readonly ImmutableArray<(DropReason Reason, string Code, string Text)> _losses =
    [
        (DropReason.BufferFull, "buffer-full",
            "finished spans were dropped, because the buffer was full: raise tracing.buffer-capacity"),
        (DropReason.NoRoom, "no-room",
            "spans were dropped, because no collector took them in time: raise tracing.reporter.max-held-bytes, or "
            + "mend the way to the collector"),
        (DropReason.Refused, "spans-refused", "the collector refused spans, and they were dropped"),
    ];

    private readonly ConcurrentDictionary<string, HealthReason> _reasons = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _said = new(StringComparer.Ordinal);
    private long _lastSuccessTicks;

    /// <summary>Adds a reason, or counts it again, and logs its text if that is new.</summary>
    /// <param name="code">A constant name.</param>
    /// <param name="text">What is wrong and what to change, in one line.</param>
    /// <param name="count">How much to add to its count.</param>
    /// <param name="sameAs">What makes the text a new one; null: the text itself.</param>
    public void Report(string code, string text, TracingStatus status = TracingStatus.Degraded, long count = 1,
        string? sameAs = null)
    {
        _reasons.AddOrUpdate(code,
            static (code, given) => new HealthReason(code, given.text, given.status, given.count),
            static (code, known, given) => known with
            {
                Text = given.text,
                Status = given.status,
                Count = known.Count + given.count,
            }, (text, status, count));
        if (_said.Count < MaxLines && _said.TryAdd(sameAs ?? text, true)) log.Warning("tracing: {0}", text);
    }

    /// <summary>Removes a reason that no longer holds.</summary>
    /// <returns>True: it did hold.</returns>
    public bool Resolve(string code) => _reasons.TryRemove(code, out _);

    /// <summary>A collector has taken spans.</summary>
    public void Succeeded(DateTimeOffset now) => Interlocked.Exchange(ref _lastSuccessTicks, now.UtcTicks);

    /// <summary>Says what was lost since the last call.</summary>
    public void Watch(DropCounters drops)
    {
        foreach (var (reason, code, text) in _losses)
        {
            var lost = drops[reason] - (_reasons.TryGetValue(code, out var known) ? known.Count : 0);
            if (lost > 0) Report(code, text, TracingStatus.Degraded, lost);
        }
    }

    public TracingHealth Snapshot(long waitingSpans, ReporterCounts reported)
    {
        var ticks = Interlocked.Read(ref _lastSuccessTicks);
        return new TracingHealth([.. _reasons.Values.OrderBy(static reason => reason.Code, StringComparer.Ordinal)],
            waitingSpans, reported.HeldSpans, reported.HeldBytes,
            ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero));
    }
}
