using System.Runtime.InteropServices;

namespace Tracing.TailSampling.Policies;

/// <summary>Keeps about so many traces a second in all, spread over keys so that rare ones stay visible.</summary>
/// <remarks>
/// The target is shared out like water: who needs less than a fair share gets all it needs, the others share the rest.
/// The
/// shares come from the smoothed rates of past windows; within a window a key that surges has its probability lowered
/// as it
/// counts up, so that a surge is not kept whole until the window ends. A probability depends only on what came before,
/// never on
/// the trace, so weights have no bias. Holds <paramref name="maxKeys"/> keys; more share one.
/// </remarks>
internal sealed class AdaptivePolicy(TraceKeying keying, double targetPerSecond, TimeSpan window, int maxKeys) : ITracePolicy
{
    /// <summary>What the newest window weighs in the smoothed rate.</summary>
    private const double Newest = 0.5;

    private static readonly TraceOperation _overflow = new("\0", "\0");

    private readonly Dictionary<TraceOperation, Flow> _flows = [];
    private readonly double _perWindow = targetPerSecond * window.TotalSeconds;
    private DateTimeOffset _windowEnd;

    public PolicyNature Nature => PolicyNature.Coin;

    internal int KeyCount => _flows.Count;

    public PolicyVerdict Ask(TraceFacts trace, DateTimeOffset now)
    {
        // Also after the wall clock was set back by more than a window.
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
        // Windows in which nothing came halve what is remembered, too.
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
