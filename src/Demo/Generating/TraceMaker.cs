using System.Collections.Immutable;

namespace Tracing.Demo.Generating;

/// <summary>Makes traces of a described system. One owner; the same seed gives the same traces but for their
/// times.</summary>
/// <param name="series">A number from 0: with one seed, each series has traces of its own.</param>
internal sealed class TraceMaker(SystemPlan plan, int seed, int series = 0)
{
    private const double NanosPerTick = 100;

    /// <summary>Far enough apart that the series of one seed are not those of the next.</summary>
    private const int BetweenSeries = 15_485_863;

    private readonly Random _random = new(seed + (series * BetweenSeries));

    /// <summary>Adds the spans of one trace that ends at a given time.</summary>
    /// <returns>The trace's id.</returns>
    public TraceId Make(List<MadeSpan> to, DateTimeOffset end)
    {
        var id = new TraceId((ulong)_random.NextInt64(1, long.MaxValue), (ulong)_random.NextInt64(1, long.MaxValue));
        var from = to.Count;
        // Made from time zero on, and moved when it is known how long it is.
        var root = plan.Roots[_random.Next(plan.Roots.Length)];
        var (until, _) = Run(to, id, default, root, 0);
        var shift = ((ulong)(end - DateTimeOffset.UnixEpoch).Ticks * (ulong)NanosPerTick) - until;
        for (var i = from; i < to.Count; i++)
        {
            var span = to[i].Span;
            to[i] = to[i] with
            {
                Span = span with
                {
                    StartUnixNanos = span.StartUnixNanos + shift,
                    EndUnixNanos = span.EndUnixNanos + shift,
                    Events =
                    [
                        .. span.Events.Select(happened => happened with { UnixNanos = happened.UnixNanos + shift }),
                    ],
                },
            };
        }
        return id;
    }

    private (ulong End, bool Failed) Run(
        List<MadeSpan> to, TraceId trace, SpanId parent, OperationPlan operation, ulong at)
    {
        var id = new SpanId((ulong)_random.NextInt64(1, long.MaxValue));
        var wait = Nanos(operation.Wait, operation.Wait == default ? 0 : 1);
        var own = Nanos(operation.Latency, operation.Spread);
        var start = at + wait;
        var now = start + (own / 2);
        var (children, failed) = (0, false);
        foreach (var name in operation.Calls)
        {
            for (var tries = 0; tries <= operation.Retries; tries++)
            {
                (now, failed) = Run(to, trace, id, plan.Operations[name], now);
                children++;
                if (!failed) break;
            }
            if (failed) break;
        }
        var isOwn = !failed && _random.NextDouble() < operation.Fails;
        failed |= isOwn;
        now += own - (own / 2);
        to.Add(new MadeSpan(operation.Service, new SpanData
        {
            TraceId = trace,
            SpanId = id,
            ParentSpanId = parent,
            Name = operation.Name,
            Kind = operation.Kind,
            StartUnixNanos = start,
            EndUnixNanos = now,
            Tags = Tags(operation, children, wait),
            Events = isOwn ? [Exception(now)] : [],
            Status = failed ? SpanStatus.Error : SpanStatus.Unset,
            StatusMessage = isOwn ? $"{operation.Name} was refused" : null,
        }));
        return (now, failed);
    }

    private ImmutableArray<Tag> Tags(OperationPlan operation, int children, ulong wait)
    {
        var tags = ImmutableArray.CreateBuilder<Tag>(operation.Attributes.Length + 3);
        foreach (var (key, value) in operation.Attributes) tags.Add(new Tag(key, value.Value(_random)));
        if (!operation.Actor.IsEmpty) tags.Add(new Tag("akka.actor.path", operation.Actor.Text(_random)));
        if (wait > 0) tags.Add(new Tag(TracingTags.MailboxWaitNanos, (long)wait));
        if (plan.IsCounted) tags.Add(new Tag(TracingTags.Children, children));
        return tags.DrainToImmutable();
    }

    private SpanEvent Exception(ulong at) => new(at, "exception",
    [
        new Tag("exception.type", "Shop.RefusedException"),
        new Tag("exception.message", $"refused with code {_random.Next(100, 999)}"),
        new Tag("exception.stacktrace", StackTraceText.Of(_random)),
    ]);

    // Lognormal around the median.
    private ulong Nanos(TimeSpan median, double spread)
    {
        var nanos = median.Ticks * NanosPerTick;
        if (spread == 0) return (ulong)nanos;
        var normal = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
        return (ulong)(nanos * Math.Exp(spread * normal));
    }
}
