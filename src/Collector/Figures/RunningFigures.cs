using Tracing.Wire.Spans;

namespace Tracing.Figures;

/// <summary>Counts spans, errors and durations by service, operation and kind. One owner.</summary>
/// <remarks>
/// A span costs O(1) and, once its operation is known, no allocation. A service may have a tenth of all operations (at
/// least one), so that a service with an operation for each customer does not crowd out the others. Further operations
/// are counted as <see cref="Other"/> of their service; those of services beyond the bound as <see cref="Other"/> of a
/// service with that name.
/// </remarks>
internal sealed class RunningFigures
{
    /// <summary>The name of the operation, and of the service, under which spans without room are counted.</summary>
    public const string Other = "other";

    /// <summary>Number of characters of a service's name that are compared and stored, so that the figures are bounded in
    /// bytes too.</summary>
    private const int MaxServiceLength = 256;

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

    /// <summary>The snapshot that was published last.</summary>
    public FiguresSnapshot Snapshot { get; private set; } = FiguresSnapshot.Empty;

    public void Add(in RawSpan span)
    {
        // The spans of a batch often share their origin.
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

    /// <summary>Makes a new snapshot if the last is at least a second old and anything has changed.</summary>
    public void Publish(DateTimeOffset now)
    {
        // The absolute difference, because the clock may have been set back.
        if (!_hasChanged || (now - Snapshot.At).Duration() < _publishEvery) return;
        _hasChanged = false;
        Snapshot = MakeSnapshot(now);
    }

    internal FiguresSnapshot MakeSnapshot(DateTimeOffset now) => new(now,
        [
            // Different bytes may give the same name: they may not be UTF-8, or the operation may be called "other".
            .. from one in _services.Values.Append(_otherService).SelectMany(service => service.Read())
               group one by (one.Service, one.Operation, one.Kind) into same
               orderby same.Key.Service, same.Key.Operation, same.Key.Kind
               select same.Aggregate((a, b) => a.Plus(b)),
        ], _overflowed);

    private ServiceFigures ServiceOf(string name)
    {
        if (name.Length > MaxServiceLength) name = name[..MaxServiceLength];
        if (_services.TryGetValue(name, out var known)) return known;
        // A service's overflow counts as an operation, so that the number of services is bounded too.
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
