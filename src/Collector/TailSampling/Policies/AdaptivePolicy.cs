using System.Runtime.InteropServices;

namespace Tracing.TailSampling.Policies;

/// <summary>Keeps about a target number of traces a second, shared among keys so that rare keys stay visible.</summary>
/// <remarks>
/// A key that needs less than a fair share of the target gets all that it needs; the other keys share the rest. The
/// shares are computed from the smoothed rates of past windows. Within a window, the probability of a key falls as its
/// traces are counted, so that a surge is not kept whole until the window ends. A probability depends only on earlier
/// traces, never on the trace itself, so the weights have no bias. Keys beyond <paramref name="maxKeys"/> share one.
/// </remarks>
internal sealed class AdaptivePolicy(TraceKeying keying, double targetPerSecond, TimeSpan window, int maxKeys) : ITracePolicy
{
    /// <summary>Weight of the newest window in the smoothed rate.</summary>
    private const double Newest = 0.5;

    private static readonly TraceOperation _overflow = new("\0", "\0");

    private readonly Dictionary<TraceOperation, Flow> _flows = [];
    private readonly double _perWindow = targetPerSecond * window.TotalSeconds;
    private DateTimeOffset _windowEnd;

    public PolicyNature Nature => PolicyNature.Coin;

    internal int KeyCount => _flows.Count;

    public PolicyVerdict Ask(TraceFacts trace, DateTimeOffset now)
    {
        // The second condition holds after the clock was set back by more than a window.
        if (now >= _windowEnd || _windowEnd - now > window) BeginWindow(now);
        var key = keying.KeyOf(trace);
        if (_flows.Count >= maxKeys && !_flows.ContainsKey(key)) key = _overflow;
        ref var flow = ref CollectionsMarshal.GetValueRefOrAddDefault(_flows, key, out var isKnown);
        if (!isKnown) flow = new Flow { Probability = 1, Share = _perWindow / _flows.Count, IsNew = true };

        flow.Count++;
        var probability = Math.Min(flow.Probability, flow.Share / flow.Count);
        return TraceCoin.Keeps(trace.TraceId, probability)
            ? PolicyVerdict.Keep("within the target", probability)
            : PolicyVerdict.Drop("over the target", probability);
    }

    private void BeginWindow(DateTimeOffset now)
    {
        var passed = _windowEnd == default || now < _windowEnd ? 0 : (now - _windowEnd).Ticks / window.Ticks;
        _windowEnd = now + window;
        // Windows without any trace halve the smoothed rates too.
        var silence = Math.Pow(1 - Newest, Math.Min(passed, 64));
        foreach (var key in _flows.Keys.ToArray())
        {
            ref var flow = ref CollectionsMarshal.GetValueRefOrNullRef(_flows, key);
            flow.Smoothed = silence * (flow.IsNew ? flow.Count : (flow.Smoothed * (1 - Newest)) + (flow.Count * Newest));
            flow.Count = 0;
            flow.IsNew = false;
            if (flow.Smoothed < 0.01) _flows.Remove(key);
        }
        ShareOut();
    }

    private void ShareOut()
    {
        var left = _perWindow;
        var waiting = _flows.Count;
        foreach (var key in _flows.OrderBy(pair => pair.Value.Smoothed).Select(pair => pair.Key).ToArray())
        {
            ref var flow = ref CollectionsMarshal.GetValueRefOrNullRef(_flows, key);
            flow.Share = left / waiting--;
            flow.Probability = Math.Min(1, flow.Share / flow.Smoothed);
            left -= Math.Min(flow.Share, flow.Smoothed);
        }
    }

    private struct Flow
    {
        public double Smoothed;
        public double Share;
        public double Probability;
        public long Count;
        public bool IsNew;
    }
}
