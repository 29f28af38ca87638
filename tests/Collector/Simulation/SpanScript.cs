using System.Collections.Immutable;
using Tracing.Otlp;
using Tracing.Otlp.Proto;
using Tracing.Wire.Otlp;
using Tracing.Wire.Spans;

namespace Tracing.Simulation;

/// <summary>Creates the spans of the simulated processes: traces as random trees over several nodes.</summary>
internal sealed class SpanScript(Dice dice, int nodes, IReadOnlyList<TimeSpan> skews)
{
    private static readonly SpanId _nobodys = new(999);

    private readonly SpanOrigin[] _origins = [.. Enumerable.Range(0, nodes).Select(node => Some.Origin($"node {node}"))];
    private readonly ProtoWriter _to = new();

    private enum Kind
    {
        Counted,
        Foreign,
        Detached,
        Stashed,
        Undelivered,
        OpenEnded,
        SecondRoot,

        /// <summary>Counted, under a remote parent that nobody reports.</summary>
        ForeignCaller,

        /// <summary>Counted, under an activity of its own process that nobody reports.</summary>
        ForeignActivity,
    }

    public ImmutableArray<TrueTrace> Traces(int count) => [.. Enumerable.Range(0, count).Select(_ => Trace())];

    /// <summary>Creates the spans of the tutorial's three requests, at random times.</summary>
    public ImmutableArray<TrueTrace> Tutorial() =>
    [
        .. Enumerable.Range(1, 3).Select(number => new TrueTrace(Some.Trace(number),
        [
            .. from span in Some.Tutorial()
               where span.TraceId == Some.Trace(number)
               let node = span.IsRoot ? 0 : 1
               select new TrueSpan(Shifted(span, node), node, dice.Millis(0, 3_000)),
        ])),
    ];

    private TrueTrace Trace()
    {
        var id = new TraceId(dice.Next(), dice.Next());
        var size = dice.Between(1, 8);
        // Half of the traces have only counted spans, so that they can be exact.
        var mixed = dice.Chance(50);
        var plans = new List<Plan>();
        for (var i = 0; i < size; i++)
        {
            var parent = i == 0 ? -1 : dice.Between(0, i - 1);
            var kind = mixed && dice.Chance(35) ? (Kind)dice.Between(1, 8) : Kind.Counted;
            if (kind is Kind.SecondRoot or Kind.ForeignCaller or Kind.ForeignActivity) parent = -1;
            if (i == 0 && kind is Kind.Detached or Kind.Stashed or Kind.Undelivered) kind = Kind.Counted;
            plans.Add(Planned(i, parent, kind, plans));
        }
        return new TrueTrace(id, [.. plans.Select((plan, i) => Spoken(id, i, plan, plans))]);
    }

    private Plan Planned(int index, int parent, Kind kind, List<Plan> plans)
    {
        var earliest = parent < 0 ? dice.Millis(0, 1_500)
            : kind == Kind.Detached ? plans[parent].End : plans[parent].Start;
        var start = earliest + dice.Millis(0, 150);
        return new Plan(parent, kind, dice.Between(0, nodes - 1), start, start + dice.Millis(0, 300), $"span {index}");
    }

    private TrueSpan Spoken(TraceId id, int index, Plan plan, List<Plan> plans)
    {
        var children = plans.Count(other => other.Parent == index
            && other.Kind is Kind.Counted or Kind.Undelivered or Kind.OpenEnded);
        var tags = ImmutableArray.CreateBuilder<Tag>();
        if (plan.Kind != Kind.Foreign) tags.Add(new Tag(TracingTags.Children, children));
        if (plan.Kind == Kind.Detached) tags.Add(new Tag(TracingTags.Detached, true));
        if (plan.Kind == Kind.Stashed) tags.Add(new Tag(TracingTags.Stashed, true));
        if (plan.Kind == Kind.OpenEnded) tags.Add(new Tag(TracingTags.ChildrenOpen, true));
        var isForeign = plan.Kind is Kind.ForeignCaller or Kind.ForeignActivity;
        if (isForeign) tags.Add(new Tag(TracingTags.ParentForeign, true));
        if (plan.Kind == Kind.Undelivered) tags.Add(new Tag(TracingTags.Undelivered, "dead letter"));
        var record = new SpanData
        {
            TraceId = id,
            SpanId = new SpanId((ulong)index + 1),
            ParentSpanId = isForeign ? _nobodys : new SpanId((ulong)(plan.Parent + 1)),
            Flags = plan.Kind == Kind.ForeignCaller ? OtlpFlags.RemotenessKnown | OtlpFlags.ParentIsRemote : 0,
            Name = plan.Name,
            StartUnixNanos = Nanos(plan.Start + skews[plan.Node]),
            EndUnixNanos = Nanos(plan.End + skews[plan.Node]),
            Tags = tags.DrainToImmutable(),
            Status = plan.Kind == Kind.Undelivered ? SpanStatus.Error : SpanStatus.Unset,
        };
        return new TrueSpan(Encoded(record, plan.Node), plan.Node, plan.End);
    }

    private RawSpan Shifted(in RawSpan span, int node)
    {
        var record = OtlpDecoder.Span(span.Bytes.Span);
        var by = (ulong)(skews[node].Ticks * 100);
        return Encoded(record with
        {
            StartUnixNanos = record.StartUnixNanos + by,
            EndUnixNanos = record.EndUnixNanos + by,
        }, node);
    }

    private RawSpan Encoded(SpanData record, int node)
    {
        _to.Clear();
        OtlpSpanWriter.Write(_to, 1, record);
        var reader = new ProtoReader(_to.Written);
        reader.Next();
        Assert.True(OtlpSkim.TryReadSpan(reader.Content.ToArray(), _origins[node], out var raw, out var problem), problem);
        return raw;
    }

    private static ulong Nanos(TimeSpan at) => (ulong)(Some.Time + at - DateTimeOffset.UnixEpoch).Ticks * 100;

    private sealed record Plan(int Parent, Kind Kind, int Node, TimeSpan Start, TimeSpan End, string Name);
}
