using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using OpenTelemetry.Trace;

namespace Tracing.Bench.Recording;

/// <summary>The OpenTelemetry .NET SDK doing what our recorder does.</summary>
/// <remarks>
/// Its processor only puts the finished Activity where a batch would be, which is less than its own batch processor
/// does: where there is doubt, it is in the peer's favour.
/// </remarks>
internal sealed class OpenTelemetryPeer : IDisposable
{
    private static readonly TraceContextPropagator _propagator = new();

    private readonly ActivitySource _source = new("Tracing.Bench.Sampled");
    private readonly ActivitySource _offSource = new("Tracing.Bench.Off");
    private readonly Dictionary<string, string[]> _headers = new() { ["traceparent"] = [RecordingBench.Header] };
    private readonly Dictionary<string, string> _written = [];
    private readonly TracerProvider _provider;
    private readonly TracerProvider _offProvider;
    private readonly PropagationContext _context;

    public OpenTelemetryPeer()
    {
        _provider = Sdk.CreateTracerProviderBuilder().AddSource(_source.Name).AddProcessor(new Taker()).Build();
        _offProvider = Sdk.CreateTracerProviderBuilder().AddSource(_offSource.Name)
            .SetSampler(new ParentBasedSampler(new AlwaysOffSampler())).AddProcessor(new Taker()).Build();
        _context = _propagator.Extract(default, _headers, static (from, name) => from.GetValueOrDefault(name));
    }

    public void Span() => _source.StartActivity("work")?.Dispose();

    public void SpanWithTags()
    {
        using var activity = _source.StartActivity("work");
        activity?.SetTag("http.method", "GET").SetTag("http.route", "/orders")
            .SetTag("http.status_code", 200).SetTag("cache.hit", true);
    }

    /// <summary>Under a parent that is not sampled, as most calls of a service that samples are.</summary>
    public Action Unsampled()
    {
        var parent = new ActivityContext(
            ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.None, isRemote: false);
        return () => _offSource.StartActivity("work", ActivityKind.Internal, parent)?.Dispose();
    }

    public void Extract() =>
        _propagator.Extract(default, _headers, static (from, name) => from.GetValueOrDefault(name));

    public void Inject() =>
        _propagator.Inject(_context, _written, static (to, name, value) => to[name] = value);

    public void Dispose()
    {
        _provider.Dispose();
        _offProvider.Dispose();
        _source.Dispose();
        _offSource.Dispose();
    }

    private sealed class Taker : BaseProcessor<Activity>
    {
        private readonly Activity[] _batch = new Activity[RecordingBench.BatchSize];
        private int _at;

        public override void OnEnd(Activity data) => _batch[_at++ & (RecordingBench.BatchSize - 1)] = data;
    }
}
