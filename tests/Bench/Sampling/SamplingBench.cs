using System.Collections.Immutable;
using System.Globalization;
using Tracing.Bench.Measuring;
using Tracing.Closing;
using Tracing.Figures;
using Tracing.Reporting;
using Tracing.TailSampling;
using Tracing.TailSampling.Policies;
using Tracing.Wire.Spans;

namespace Tracing.Bench.Sampling;

/// <summary>Measures the cost of a decision on a closed trace, and of a span in the running figures.</summary>
internal sealed class SamplingBench : IBench
{
    private const int SpansPerTrace = 8;
    private const int ManyPolicies = 10_000;

    private static readonly DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly ImmutableArray<RawSpan> _trace = Trace();
    private readonly RunningFigures _figures = new(2_000);
    private int _next;

    public void Run(TextWriter output)
    {
        var always = Decide(new SamplingSettings());
        var few = Decide(Of(
            ("errors", static () => new ErrorsPolicy()),
            ("slow", static () => new SlowerThanPolicy(TimeSpan.FromHours(1), null)),
            ("faults", static () => new AttributePolicy("http.response.status_code", ValueTests.IsFrom(500, 599))),
            ("rest", static () => new ProbabilisticPolicy(0.05))));
        var tenants = Decide(Of([.. Enumerable.Range(0, ManyPolicies).Select(i =>
            ($"tenant-{i}", (Func<ITracePolicy>)(() => new AttributePolicy("tenant.id", ValueTests.Is($"t{i:00000}")))))]));
        var slow = Decide(Of([.. Enumerable.Range(0, ManyPolicies).Select(i =>
            ($"slow-{i}", (Func<ITracePolicy>)(() => new SlowerThanPolicy(TimeSpan.FromSeconds(i + 60), null))))]));
        var figures = () =>
        {
            _figures.Add(_trace[_next]);
            _next = (_next + 1) & (SpansPerTrace - 1);
        };
        RowRunner.Run(
        [
            new("decision, nothing configured", always, null, new Aim(50, 0)),
            new("decision, 4 policies, attributes read", few, null, new Aim(20_000)),
            new("decision, 10,000 policies on duration", slow, null, new Aim(200_000)),
            new("decision, 10,000 policies on one attribute", tenants, null, new Aim(500_000)),
            new("span in the running figures", figures, null, new Aim(100, 0)),
        ], "no peer", output);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

            A trace of {SpansPerTrace} spans with 8 attributes each; ns for one trace, or one span. No policy of the ten thousand
            matches, so that all are asked: 10,000 policies × traces/s is 10^13 / ns of their row.
            """));
    }

    private Action Decide(SamplingSettings settings)
    {
        var sampler = new TailSampler(settings);
        return () => sampler.Decide(_trace[0].TraceId, _trace, Completeness.Exact, _now, out _);
    }

    private static SamplingSettings Of(params (string Name, Func<ITracePolicy> Make)[] policies) => new()
    {
        Policies = [.. policies.Select(policy => new PolicyDefinition(policy.Name, PolicyNature.Match, policy.Make))],
    };

    private static ImmutableArray<RawSpan> Trace()
    {
        var recorder = new SpanRecorder();
        var tracer = recorder.TracerFor("shop");
        var root = tracer.StartRoot("GET /orders/{id}");
        for (var i = 1; i < SpansPerTrace; i++) Tagged(tracer.StartChild($"step {i}", root)).End();
        Tagged(root).End();
        return new SpanBatcher(recorder).Next()?.Spans ?? [];
    }

    private static Span Tagged(Span span) => span
        .SetTag("http.request.method", "GET").SetTag("http.route", "/orders/{id}").SetTag("http.response.status_code", 200)
        .SetTag("url.path", "/orders/4711").SetTag("server.address", "shop.internal").SetTag("server.port", 8443)
        .SetTag("tenant.id", "none").SetTag("cache.hit", true);
}
