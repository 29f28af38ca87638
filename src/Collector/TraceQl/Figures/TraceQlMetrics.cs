using System.Collections.Immutable;
using Tracing.Figures;
using Tracing.Keeping;
using Tracing.TraceQl.Evaluating;
using Tracing.TraceQl.Syntax;

namespace Tracing.TraceQl.Figures;

/// <summary>Answers metrics queries from figures over time where these are enough, else from stored spans. A span of a
/// sampled trace counts for all for which it stands.</summary>
/// <remarks>Any thread.</remarks>
/// <param name="patience">Time after which an evaluation ends with what it has.</param>
public sealed class TraceQlMetrics(ITraceStore store, TimeProvider time, TimeSpan? patience = null)
{
    private readonly TraceQlSearch _search = new(store, time, patience);

    /// <param name="query">One that <see cref="TraceQlQuery.IsMetrics"/>.</param>
    /// <exception cref="ArgumentException">It is none.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/> was cancelled.</exception>
    public async Task<TraceQlFigures> EvaluateAsync(
        TraceQlQuery query, TraceQlSteps steps, CancellationToken stopping = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(steps);
        var stage = query.Metrics ?? throw new ArgumentException("a query without a metrics function", nameof(query));
        var table = new SeriesTable(stage, steps);
        if (FigureShortcut.Of(query, steps, time.GetUtcNow()) is { } asked)
        {
            var answer = await store.FiguresAsync(asked, stopping).ConfigureAwait(false);
            if (FigureShortcut.IsWhole(answer, asked))
            {
                FigureShortcut.Add(answer, asked, stage, table);
                return new TraceQlFigures(table.ToSeries(), 0, 0, IsCut: false, table.IsFull);
            }
        }
        var tally = new SearchTally();
        var range = new TraceQlRange(steps.FromUnixNanos, steps.UntilUnixNanos - 1);
        var spans = ReducedSpans.Of(query.Pipeline, stage);
        if (spans is null || !await _search.ScanAsync(
            query, range, tally, new PackedFigures(spans, steps, table, Add), stopping).ConfigureAwait(false))
        {
            await foreach (var trace in _search
                .CandidatesAsync(query, range, tally, int.MaxValue, stopping).ConfigureAwait(false))
                Add(trace);
        }
        return new TraceQlFigures(table.ToSeries(), tally.Inspected, tally.Bytes, tally.IsCut, table.IsFull);

        void Add(KeptTrace trace) => AddTo(table, trace, query.Pipeline, stage, steps);
    }

    private static void AddTo(
        SeriesTable table, KeptTrace trace, Pipeline pipeline, MetricsStage stage, TraceQlSteps steps)
    {
        var view = new TraceView(trace);
        var groups = new PipelineEvaluator(view).Evaluate(pipeline);
        if (groups.IsEmpty) return;
        var fields = new FieldReader(view);
        var values = new SpanEvaluator(fields);
        // A weight of zero is that of a trace that no sampler saw.
        var weight = trace.Decision.Weight > 0 ? trace.Decision.Weight : 1;
        foreach (var index in groups.SelectMany(static group => group.Spans).Distinct())
        {
            var span = view.Spans[index].Span;
            var step = steps.IndexOf(span.StartUnixNanos);
            if (step < 0) continue;
            var value = stage.Of is null ? TraceQlValue.Nil : values.Evaluate(stage.Of, index);
            ImmutableArray<TraceQlValue> by = [.. stage.By.Select(field => fields.Read(field, index))];
            table.Add(by, step, value, weight * SamplingThreshold.WeightOf(span.TraceState));
        }
    }
}
