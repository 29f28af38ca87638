using Tracing.Wire.Spans;

namespace Tracing.Figures;

/// <summary>Counts, errors and durations of all spans, by service, operation and kind.</summary>
/// <remarks>
/// One owner; a span costs O(1) and, once its operation is known, no allocation. Bounded: a service may have a tenth of
/// all
/// operations (at least one), so that one with an operation for each customer does not crowd out the others; what comes
/// on top
/// is counted under <see cref="Other"/>, of its service as long as that is known, else of a service of that name.
/// </remarks>
public sealed class RunningFigures
{
    /// <summary>The operation, and the service, of what there is no room to tell apart.</summary>
    public const string Other = "other";

    private static readonly TimeSpan _publishEvery = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, ServiceFigures> _services = new(StringComparer.Ordinal);
    private readonly ServiceFigures _otherService = new(Other, 0);
    private readonly int _maxOperations;
    private int _operations;
    private long _overflowed;
    private SpanOrigin? _lastOrigin;
    private ServiceFigures _lastService;
    private bool _hasChanged;

    public RunningFigures(int maxOperations)
    {
        _maxOperations = maxOperations;
        _lastService = _otherService;
    }

    /// <summary>As they were last published. Immutable.</summary>
    public FiguresSnapshot Snapshot { get; private set; } = FiguresSnapshot.Empty;

    public void Add(in RawSpan span)
    {
        // Spans of one batch share their origin.
        if (!ReferenceEquals(span.Origin, _lastOrigin))
        {
            _lastService = ServiceOf(span.Origin.Service);
            _lastOrigin = span.Origin;
        }
        var label = SpanLabel.Of(span);
        var duration = span.EndUnixNanos > span.StartUnixNanos ? span.EndUnixNanos - span.StartUnixNanos : 0;
        var tally = _lastService.Find(label.Name, label.Kind) ?? MakeRoom(label);
        tally.Add(duration, span.Has(RawSpanFacts.Error));
        _hasChanged = true;
    }

    /// <summary>Makes a new snapshot where the last is a second old and anything has changed.</summary>
    public void Publish(DateTimeOffset now)
    {
        // Also when the clock was set back.
        if (!_hasChanged || (now - Snapshot.At).Duration() < _publishEvery) return;
        _hasChanged = false;
        Snapshot = MakeSnapshot(now);
    }

    internal FiguresSnapshot MakeSnapshot(DateTimeOffset now) => new(now,
        [
            // Different bytes may read as one name: not UTF-8, or really called "other".
            .. from one in _services.Values.Append(_otherService).SelectMany(service => service.Read())
               group one by (one.Service, one.Operation, one.Kind) into same
               orderby same.Key.Service, same.Key.Operation, same.Key.Kind
               select same.Aggregate((a, b) => a.Plus(b)),
        ], _overflowed);

    private ServiceFigures ServiceOf(string name)
    {
        if (_services.TryGetValue(name, out var known)) return known;
        // Its overflow takes a place too: so services are bounded as well.
        if (_operations >= _maxOperations) return _otherService;
        _operations++;
        var service = new ServiceFigures(name, Math.Max(1, _maxOperations / 10));
        _services.Add(name, service);
        return service;
    }

    private OperationTally MakeRoom(in SpanLabel label)
    {
        if (_operations < _maxOperations && _lastService.HasRoom)
        {
            _operations++;
            return _lastService.Make(label.Name, label.Kind);
        }
        _overflowed++;
        return _lastService.Overflow;
    }
}
