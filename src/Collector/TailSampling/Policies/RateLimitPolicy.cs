using System.Runtime.InteropServices;

namespace Tracing.TailSampling.Policies;

/// <summary>Keeps a limited number of traces a second for each key. A kept trace stands also for those passed over
/// before it.</summary>
/// <remarks>
/// In any t seconds it keeps at most rate × (t + 1) traces of a key. While <paramref name="maxKeys"/> keys are in use,
/// all further keys share one limit.
/// </remarks>
internal sealed class RateLimitPolicy(TraceKeying keying, double perSecond, int maxKeys) : ITracePolicy
{
    private readonly TokenRate _rate = new(perSecond);
    private readonly Dictionary<TraceOperation, Bucket> _buckets = [];
    private Bucket _shared;
    private DateTimeOffset _sweepAfter;

    public PolicyNature Nature => PolicyNature.Limit;

    internal int KeyCount => _buckets.Count;

    public PolicyVerdict Ask(TraceFacts trace, DateTimeOffset now)
    {
        var key = keying.KeyOf(trace);
        if (_buckets.Count >= maxKeys && !_buckets.ContainsKey(key))
        {
            Sweep(now);
            if (_buckets.Count >= maxKeys) return Decide(ref _shared, now);
        }
        return Decide(ref CollectionsMarshal.GetValueRefOrAddDefault(_buckets, key, out _), now);
    }

    private PolicyVerdict Decide(ref Bucket bucket, DateTimeOffset now)
    {
        if (!_rate.TryAcquire(ref bucket.FullAtTicks, now))
        {
            bucket.PassedOver++;
            return PolicyVerdict.Drop("over the rate");
        }
        var standsFor = 1 + bucket.PassedOver;
        bucket.PassedOver = 0;
        return PolicyVerdict.Keep("within the rate", standsFor: standsFor);
    }

    // Removes keys that are not in use. Runs at most once a second, because it walks over all keys.
    private void Sweep(DateTimeOffset now)
    {
        if (now < _sweepAfter) return;
        _sweepAfter = now + TimeSpan.FromSeconds(1);
        foreach (var (key, bucket) in _buckets)
        {
            if (bucket.FullAtTicks > now.UtcTicks) continue;
            // The sum of weights must not lose the traces that were passed over under this key.
            _shared.PassedOver += bucket.PassedOver;
            _buckets.Remove(key);
        }
    }

    private struct Bucket
    {
        public long FullAtTicks;
        public long PassedOver;
    }
}
