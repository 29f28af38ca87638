using System.Runtime.CompilerServices;
using Tracing.Sampling;

namespace Tracing;

/// <summary>Where a process's finished spans wait for the reporter: a bounded ring, the clock, the sampler, the
/// counters.</summary>
/// <remarks>Any thread may record; one reporter drains. Nothing here throws into the code that is traced.</remarks>
public sealed class SpanRecorder
{
    private readonly SpanRing _ring;
    private readonly int _wakeAt;
    private ISampler _sampler;
    private volatile bool _followsCallers;
    private Action? _wake;
    private int _woken;
    private bool _stopped;

    public SpanRecorder(RecorderSettings? settings = null)
    {
        settings ??= new RecorderSettings();
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.RingCapacity, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(settings.RingCapacity, 1 << 24);
        _wakeAt = Math.Clamp(settings.WakeAt, 1, settings.RingCapacity);
        _ring = new SpanRing(settings.RingCapacity, _wakeAt);
        _sampler = settings.Sampler;
        _followsCallers = Follows(_sampler);
        Limits = settings.Limits;
        Clock = new TraceClock(settings.Time);
    }

    public SpanLimits Limits { get; }

    public TraceClock Clock { get; }

    public DropCounters Drops { get; } = new();

    /// <summary>The head sampler in force; a change takes effect with the next root.</summary>
    public ISampler Sampler
    {
        get => Volatile.Read(ref _sampler);
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            // Asked itself from now on, until it is known to do what callers say.
            _followsCallers = false;
            Volatile.Write(ref _sampler, value);
            _followsCallers = Follows(value);
        }
    }

    /// <summary>The sampler does what a caller has decided: it need not be asked where there is one.</summary>
    internal bool FollowsCallers => _followsCallers;

    /// <summary>Finished spans that wait to be drained.</summary>
    public int Waiting => _ring.Count;

    /// <summary>A tracer whose spans are this service's.</summary>
    public Tracer TracerFor(string serviceName) => new(this, new Resource(serviceName));

    public Tracer TracerFor(Resource resource) => new(this, resource);

    /// <summary>Called, on the thread of the span that ended, when enough spans wait; once until the next
    /// drain.</summary>
    /// <remarks>The callback must be quick and must not throw. One reporter; a second call replaces the
    /// first.</remarks>
    public void OnWake(Action? wake) => Volatile.Write(ref _wake, wake);

    /// <summary>Moves finished spans out, oldest first, up to the length of <paramref name="to"/>. One caller at a
    /// time.</summary>
    public int Drain(Span<FinishedSpan> to)
    {
        Volatile.Write(ref _woken, 0);
        return _ring.Drain(to);
    }

    /// <summary>Refuses, and counts, what finishes from now on. What waits can still be drained.</summary>
    public void Stop() => Volatile.Write(ref _stopped, true);

    private static bool Follows(ISampler sampler) => sampler is ParentBasedSampler { AsksAtRootsOnly: true };

    /// <summary>Takes a span's record, unless it must be dropped; then that is counted.</summary>
    /// <param name="body">What the span holds, or held until now; not kept.</param>
    /// <param name="here">Of this thread; null: nobody has looked.</param>
    internal void Record(Span span, SpanBody body, ThreadFlow? here)
    {
        if (Volatile.Read(ref _stopped))
        {
            Drops.Count(DropReason.Stopped);
            return;
        }
        var isAdded = _ring.TryAdd(span, body, here ?? ThreadFlow.Here, out var isMore);
        if (!isAdded) Drops.Count(DropReason.BufferFull);
        if (isMore || !isAdded) WakeReporter();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WakeReporter()
    {
        if (_ring.CountOnFull >= _wakeAt && Volatile.Read(ref _woken) == 0 && Interlocked.Exchange(ref _woken, 1) == 0)
            Volatile.Read(ref _wake)?.Invoke();
    }
}
