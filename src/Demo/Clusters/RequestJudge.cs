using System.Collections.Immutable;
using Tracing.Closing;
using Tracing.Demo.Nodes;
using Tracing.Keeping;
using Tracing.Trees;

namespace Tracing.Demo.Clusters;

/// <summary>Says of one request whether its trace is what it must be. Pure.</summary>
/// <remarks>It knows the request's shape from its own side, and judges anew what is missing; it takes nothing from the
/// completeness that the collector found, but compares the two.</remarks>
internal sealed class RequestJudge(ImmutableArray<NodeDeath> deaths)
{
    /// <summary>From a span's end until its thread has handed it to the reporter, on a busy machine.</summary>
    private static readonly TimeSpan _handing = TimeSpan.FromSeconds(1);

    private static readonly ImmutableArray<ImmutableArray<string>> _stages =
    [
        [DemoSpans.PlaceOrder],
        [DemoSpans.HandleOrder, DemoSpans.CheckOrder],
        [DemoSpans.ReserveStock, DemoSpans.CountStock],
    ];

    private static readonly Dictionary<string, int> _announced = new()
    {
        [DemoSpans.PlaceOrder] = 1,
        [DemoSpans.HandleOrder] = 2,
        [DemoSpans.ReserveStock] = 1,
    };

    /// <param name="trace">All parts of all stores, united; null: there is none.</param>
    public RequestVerdict Judge(JournaledRequest request, KeptTrace? trace)
    {
        var killed = _stages.Select((_, stage) => WasKilled(request, stage)).ToArray();
        if (trace is null)
        {
            // What later steps recorded on nodes that live would be there.
            return killed[0] && (!request.Succeeded || killed.All(was => was))
                ? RequestVerdict.Gone
                : RequestVerdict.Wrong("it is in no store");
        }
        var spans = trace.Decode();
        if (trace.Conflicts > 0 || spans.Select(span => span.Span.SpanId).Distinct().Count() != spans.Length)
            return RequestVerdict.Wrong("a span is there twice");
        var names = spans.Select(span => span.Span.Name).Where(name => !IsUndelivered(name)).ToArray();
        if (names.Distinct().Count() != names.Length) return RequestVerdict.Wrong("a step was handled twice");
        if (names.Except(_stages.SelectMany(stage => stage)).FirstOrDefault() is { } stranger)
            return RequestVerdict.Wrong($"a span is not of this request: {stranger}");

        var isUndelivered = names.Length < spans.Length;
        var excused = isUndelivered && killed.Any(was => was);
        for (var stage = 0; stage < _stages.Length; stage++)
        {
            // A step that was not made because of one before it is excused with that one.
            excused = killed[stage] || excused && !request.Succeeded;
            if (!excused && _stages[stage].Except(names).FirstOrDefault() is { } lost)
                return RequestVerdict.Wrong($"{lost} is missing, and no node that had a part in it was killed meanwhile");
        }
        return Compare(trace.Completeness, Lacking(spans), isUndelivered);
    }

    // A node that is killed takes with it what it had not stored, and it said up to when it had. That covers slow stores,
    // shards without a place, and traces that wait for the spans of an earlier death.
    private bool WasKilled(JournaledRequest request, int stage) => request.Ports.Length > stage
        && deaths.Any(death => death.Port == request.Ports[stage] && request.Started <= death.Back
            // A request whose client died has no end of its own.
            && (request.Ended is not { } ended || ended + _handing > death.StoredUpTo));

    private static RequestVerdict Compare(Completeness found, ImmutableArray<MissingSpans> lacking, bool isUndelivered)
    {
        if (lacking.IsEmpty)
        {
            if (found != Completeness.Exact) return RequestVerdict.Wrong($"all is there, but it is called {found}");
            return isUndelivered ? RequestVerdict.Undelivered : RequestVerdict.Exact;
        }
        if (found.Kind != CompletenessKind.Partial) return RequestVerdict.Wrong($"it lacks spans, but it is called {found}");
        var named = found.Missing.IsDefault ? [] : found.Missing;
        return named.ToHashSet().SetEquals(lacking)
            ? RequestVerdict.Partial($"{found}")
            : RequestVerdict.Wrong($"it is called {found}, but {string.Join("; ", lacking)}");
    }

    private static ImmutableArray<MissingSpans> Lacking(ImmutableArray<TraceSpan> spans)
    {
        var here = spans.ToDictionary(span => span.Span.SpanId);
        var children = spans.Where(span => !span.Span.ParentSpanId.IsNone).ToLookup(span => span.Span.ParentSpanId);
        var lacking = ImmutableArray.CreateBuilder<MissingSpans>();
        foreach (var (id, span) in here)
        {
            var lacks = _announced.GetValueOrDefault(span.Span.Name) - children[id].Count();
            if (lacks > 0) lacking.Add(new MissingSpans(id, true, lacks));
        }
        foreach (var orphans in children)
            if (!here.ContainsKey(orphans.Key))
                lacking.Add(new MissingSpans(orphans.Key, false, orphans.Count()));
        return lacking.DrainToImmutable();
    }

    private static bool IsUndelivered(string name) => name.StartsWith("undelivered ", StringComparison.Ordinal);
}
