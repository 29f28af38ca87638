using System.Collections.Immutable;
using Tracing.Closing;
using Tracing.Configuration;
using Tracing.TailSampling.Configuring;
using Tracing.Wire.Spans;

namespace Tracing.TailSampling;

/// <summary>A sampler configured as by an operator, with a clock set by hand.</summary>
internal sealed class Sampling(SamplingSettings settings)
{
    private readonly TailSampler _sampler = new(settings);

    public DateTimeOffset Now { get; set; } = Some.Time;

    public ImmutableArray<DecisionCount> Counts => _sampler.Counts;

    /// <param name="lines">Keys below tracing.sampling with their values, in order: <c>policies.a.type =
    /// errors</c>.</param>
    public static Sampling Of(params string[] lines) => new(Read(lines));

    public static SamplingSettings Read(params string[] lines) => SamplingReader.Read(new ConfigReader(new Lines(lines)));

    public TraceDecision Decide(params RawSpan[] spans) => Decide(Completeness.Exact, spans);

    public TraceDecision Decide(Completeness completeness, params RawSpan[] spans) =>
        _sampler.Decide(spans[0].TraceId, [.. spans], completeness, Now, out _);

    /// <summary>Settings in memory, in the order of their lines.</summary>
    private sealed class Lines(string[] lines) : ISettingsSource
    {
        private readonly (string Key, string Value)[] _all =
            [.. lines.Select(line => line.Split(" = ", 2)).Select(pair => ("tracing.sampling." + pair[0], pair[1]))];

        public string? Find(string key) => _all.FirstOrDefault(one => one.Key == key).Value
            ?? (ChildrenOf(key).IsEmpty ? null : throw new ConfigurationException(key, "{…}", "must be one value"));

        public ImmutableArray<string> ChildrenOf(string key) =>
        [
            .. _all.Where(one => one.Key.StartsWith(key + ".", StringComparison.Ordinal))
                .Select(one => one.Key[(key.Length + 1)..].Split('.')[0]).Distinct(),
        ];
    }
}
