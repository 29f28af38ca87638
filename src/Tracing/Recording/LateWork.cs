using System.Runtime.CompilerServices;

namespace Tracing;

/// <summary>Decides how much of what is caused under a span that has ended still joins the span's trace.</summary>
/// <remarks>A task that a handler has started, and that runs for ever, would make a revision of the trace at each turn
/// (RATIONALE "When does a trace not go on?"). Any thread.</remarks>
internal static class LateWork
{
    /// <summary>All that comes within this time after the first late work belongs to the trace.</summary>
    public static readonly TimeSpan Free = TimeSpan.FromSeconds(1);

    /// <summary>Later work still joins, up to <see cref="MaxCount"/> acts within this time.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public const int MaxCount = 16;

    private static readonly ConditionalWeakTable<Span, Late> _late = [];

    /// <summary>Counts one late act. False: it belongs to no trace, or to one of its own.</summary>
    public static bool Joins(Span ended)
    {
        var late = _late.GetOrCreateValue(ended);
        return late.Joins(ended.Tracer.Clock.MonotonicNanos());
    }

    private sealed class Late
    {
        private readonly Lock _lock = new();
        private long? _firstNanos;
        private int _count;

        public bool Joins(long now)
        {
            lock (_lock)
            {
                _firstNanos ??= now;
                var passed = TimeSpan.FromTicks((now - _firstNanos.Value) / TimeSpan.NanosecondsPerTick);
                if (_count < MaxCount) _count++;
                else if (passed > Free) return false;
                return passed <= Longest;
            }
        }
    }
}
