using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Contracts;
using Tracing.Trees;
using Tracing.Wire.Spans;

namespace Tracing.Demo.Tutorial;

/// <summary>Traces of a run of the demo, and the figures for its summary.</summary>
/// <remarks>The collector puts, one call at a time; it is read when the collector has stopped, except for the
/// count.</remarks>
/// <param name="print">Called with each trace as text; null: not printed.</param>
/// <param name="keepsSpans">Whether the spans themselves are needed at the end.</param>
internal sealed class DemoTraces(Action<string>? print, bool keepsSpans) : ITraceSink
{
    private readonly Dictionary<string, List<ulong>> _durations = new(StringComparer.Ordinal);
    private readonly List<RawSpan> _spans = [];
    private readonly Dictionary<CompletenessKind, int> _byKind = [];
    private int _closed;

    /// <summary>Traces closed so far. Any thread.</summary>
    public int Closed => Volatile.Read(ref _closed);

    public int SpanCount { get; private set; }

    public int ErrorTraces { get; private set; }

    public IReadOnlyList<RawSpan> Spans => _spans;

    public int Count(CompletenessKind kind) => _byKind.GetValueOrDefault(kind);

    public ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping = default)
    {
        foreach (var trace in traces) Put(trace);
        return ValueTask.CompletedTask;
    }

    /// <summary>For each operation: how many, median and 99th percentile in nanoseconds; by name.</summary>
    public IEnumerable<(string Operation, int Count, ulong P50, ulong P99)> Operations()
    {
        foreach (var (operation, durations) in _durations.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            durations.Sort();
            yield return (operation, durations.Count, At(durations, 0.50), At(durations, 0.99));
        }
    }

    private static ulong At(List<ulong> sorted, double quantile) =>
        sorted[(int)Math.Ceiling(sorted.Count * quantile) - 1];

    private void Put(ClosedTrace trace)
    {
        TraceSpan[] spans = [.. trace.Spans.Select(span => TraceSpan.Decode(span))];
        _byKind[trace.Completeness.Kind] = Count(trace.Completeness.Kind) + 1;
        SpanCount += spans.Length;
        if (spans.Any(span => span.IsError)) ErrorTraces++;
        foreach (var span in spans)
        {
            if (!_durations.TryGetValue(span.Span.Name, out var durations)) _durations.Add(span.Span.Name, durations = []);
            durations.Add(span.Span.DurationNanos);
        }
        if (keepsSpans) _spans.AddRange(trace.Spans);
        print?.Invoke(TreeText.Of(trace.TraceId, trace.Completeness, spans));
        Volatile.Write(ref _closed, _closed + 1);
    }
}
