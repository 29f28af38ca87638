using System.Runtime.InteropServices;

namespace Tracing.TailSampling.Policies;

/// <summary>Keeps at most so many traces a second for each key; what it keeps stands for what it passed over
/// before.</summary>
/// <remarks>
/// In any stretch of t seconds at most rate × (t + 1) traces a key. Holds <paramref name="maxKeys"/> keys; where there
/// are more
/// at a time, those that came last share one limit.
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
            if (_buckets.Count >= maxKeys) return Take(ref _shared, now);
        }
        return Take(ref CollectionsMarshal.GetValueRefOrAddDefault(_buckets, key, out _), now);
    }

    private PolicyVerdict Take(ref Bucket bucket, DateTimeOffset now)
    {
        if (!_rate.Take(ref bucket.FullAtTicks, now))
        {
            bucket.PassedOver++;
            return PolicyVerdict.Drop("over the rate");
        }
        var standsFor = 1 + bucket.PassedOver;
        bucket.PassedOver = 0;
        return PolicyVerdict.Keep("within the rate", standsFor: standsFor);
    }

    // At most once a second, so that many keys do not make every trace a walk over all of them.
    private void Sweep(DateTimeOffset now)
    {
        if (now < _sweepAfter) return;
        _sweepAfter = now + TimeSpan.FromSeconds(1);
        foreach (var (key, bucket) in _buckets)
        {
            if (bucket.FullAtTicks > now.UtcTicks) continue;
            // Nobody of that key is left to stand for them, and the sum of weights must not lose them.
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
