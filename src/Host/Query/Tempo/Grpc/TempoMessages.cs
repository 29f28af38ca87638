using Tracing.Hosting.Doors.OtlpGrpc.Schema;
using Tracing.Hosting.Query.Tempo.Schema;
using Tracing.Keeping;
using Tracing.TraceQl;
using Tracing.TraceQl.Figures;
using Tracing.TraceQl.Syntax;

namespace Tracing.Hosting.Query.Tempo.Grpc;

/// <summary>Makes the messages of Tempo's streaming API. Their content is that of the answers in JSON.</summary>
internal static class TempoMessages
{
    private const ulong NanosPerMilli = 1_000_000;

    public static SearchMetrics Metrics(int inspected, long bytes, bool isCut) => new()
    {
        InspectedTraces = (uint)inspected,
        InspectedBytes = (ulong)bytes,
        CompletedJobs = isCut ? 0u : 1u,
        TotalJobs = 1,
    };

    public static TraceSearchMetadata Trace(KeptTrace trace, TraceQlMatch? match, int maxSpans)
    {
        var summary = trace.Summary;
        var message = new TraceSearchMetadata
        {
            TraceId = summary.TraceId.ToString(),
            RootServiceName = summary.RootService,
            RootTraceName = summary.RootOperation,
            StartTimeUnixNano = summary.StartUnixNanos,
            DurationMs = (uint)Math.Min(summary.DurationNanos / NanosPerMilli, uint.MaxValue),
        };
        foreach (var set in match?.Spansets ?? []) message.SpanSets.Add(Set(set, maxSpans));
        // Clients of earlier releases know one set only.
        if (message.SpanSets.Count > 0) message.SpanSet = message.SpanSets[0];
        foreach (var (service, count, errors) in ServiceCounts.Of(trace))
            message.ServiceStats[service] = new ServiceStats { SpanCount = (uint)count, ErrorCount = (uint)errors };
        return message;
    }

    public static TimeSeries Series(TraceQlSeries series, TraceQlSteps steps)
    {
        var message = new TimeSeries { Labels = { series.Labels.Select(static one => Pair(one.Name, one.Value)) } };
        for (var step = 0; step < series.Values.Length; step++)
        {
            if (series.Values[step] is not { } value) continue;
            message.Samples.Add(new Sample
            {
                TimestampMs = (long)((steps.FromUnixNanos + ((ulong)step * steps.StepNanos)) / NanosPerMilli),
                Value = value,
            });
        }
        return message;
    }

    public static InstantSeries Series(TraceQlSeries series) => new()
    {
        Labels = { series.Labels.Select(static one => Pair(one.Name, one.Value)) },
        Value = series.Values[0] ?? 0,
    };

    private static SpanSet Set(TraceQlSpanset set, int maxSpans) => new()
    {
        Spans =
        {
            set.Spans.Take(maxSpans).Select((span, index) => new SetSpan
            {
                SpanId = span.Span.SpanId.ToString(),
                Name = span.Span.Name,
                StartTimeUnixNano = span.Span.StartUnixNanos,
                DurationNanos = span.Span.DurationNanos,
                Attributes = { set.FieldsOf(index).Select(static one => Pair(one.Name, one.Value)) },
            }),
        },
        Matched = (uint)set.Count,
        Attributes = { set.Attributes.Select(static one => Pair(one.Name, one.Value)) },
    };

    private static KeyValue Pair(string name, in TraceQlValue value) => new() { Key = name, Value = Value(value) };

    private static AnyValue Value(in TraceQlValue value)
    {
        switch (value.Kind)
        {
            case TraceQlKind.Int: return new AnyValue { IntValue = value.AsInt };
            case TraceQlKind.Bool: return new AnyValue { BoolValue = value.AsBool };
            case TraceQlKind.Float when double.IsFinite(value.AsDouble):
                return new AnyValue { DoubleValue = value.AsDouble };
            case TraceQlKind.Array or TraceQlKind.Several:
                var array = new ArrayValue();
                foreach (var item in value.Items) array.Values.Add(Value(item));
                return new AnyValue { ArrayValue = array };
            default: return new AnyValue { StringValue = $"{value}" };
        }
    }
}
