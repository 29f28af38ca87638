using System.Runtime.CompilerServices;
using Tracing.Sampling;

namespace Tracing;

/// <summary>Holds a process's finished spans until the reporter drains them, and the clock, the head sampler and the
/// drop counters.</summary>
/// <remarks>Any thread may record; one reporter drains. Nothing here throws into the traced code.</remarks>
public sealed class SpanRecorder
{
    private const int IsRecording = 0, IsAtRest = 1, IsStopped = 2;

    private readonly FinishedSpanBuffer _buffer;
    private readonly int _wakeAt;
    private ISampler _sampler;
    private volatile bool _followsCallers;
    private Action? _wake;
    private int _woken;
    private Action? _afterRest;

    // One field, so that a span that ends looks at one value for both.
    private int _state;

    public SpanRecorder(RecorderSettings? settings = null)
    {
        settings ??= new RecorderSettings();
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.BufferCapacity, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(settings.BufferCapacity, 1 << 24);
        _wakeAt = Math.Clamp(settings.WakeAt, 1, settings.BufferCapacity);
        _buffer = new FinishedSpanBuffer(settings.BufferCapacity, _wakeAt);
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
            // In this order: while the sampler changes, each message asks it.
            _followsCallers = false;
            Volatile.Write(ref _sampler, value);
            _followsCallers = Follows(value);
        }
    }

    /// <summary>True: each record also says which baggage its span carried. For tests only, because baggage may be long
    /// and may name persons.</summary>
    internal bool NotesBaggage { get; set; }

    /// <summary>True when the sampler always follows a caller's decision, so that it need not be asked (RATIONALE "When
    /// is a sampler not asked?").</summary>
    internal bool FollowsCallers => _followsCallers;

    /// <summary>The number of finished spans that wait; an estimate while other threads record.</summary>
    public int Waiting => _buffer.Count;

    /// <summary>Makes a tracer for the spans of one service.</summary>
    public Tracer TracerFor(string serviceName) => new(this, new Resource(serviceName));

    public Tracer TracerFor(Resource resource) => new(this, resource);

    /// <summary>Sets the callback that wakes the reporter when <see cref="RecorderSettings.WakeAt"/> spans wait; it is
    /// called at most once between two drains.</summary>
    /// <remarks>Runs on the thread of the span that ended, so it must be quick and must not throw. A second call
    /// replaces the first.</remarks>
    public void OnWake(Action? wake) => Volatile.Write(ref _wake, wake);

    /// <summary>Moves finished spans out, oldest first, up to the length of <paramref name="to"/>. One caller at a
    /// time.</summary>
    public int Drain(Span<FinishedSpan> to)
    {
        Volatile.Write(ref _woken, 0);
        return _buffer.Drain(to);
    }

    /// <summary>Has a callback called once, when the next span finishes: a reporter need not look until then.</summary>
    /// <remarks>Runs on the thread of the span that ended, so it must be quick and must not throw. A span that finishes
    /// during this call may go unnoticed, so a reporter still looks now and then.</remarks>
    internal void RestUntilNext(Action next)
    {
        Volatile.Write(ref _afterRest, next);
        Interlocked.CompareExchange(ref _state, IsAtRest, IsRecording);
    }

    /// <summary>Drops and counts spans that finish from now on. Spans that wait can still be drained.</summary>
    public void Stop() => Volatile.Write(ref _state, IsStopped);

    private static bool Follows(ISampler sampler) => sampler is ParentBasedSampler { AsksAtRootsOnly: true };

    /// <summary>Copies the record of a span that has ended into the buffer, or drops and counts it.</summary>
    /// <param name="body">The body that the span holds or held until now; not kept.</param>
    /// <param name="here">The state of the calling thread; null when it was not looked up.</param>
    internal void Record(Span span, SpanBody body, ThreadFlow? here)
    {
        var state = Volatile.Read(ref _state);
        if (state == IsStopped)
        {
            Drops.Count(DropReason.Stopped);
            return;
        }
        var isAdded = _buffer.TryAdd(span, body, here ?? ThreadFlow.Here, out var isPageFull);
        if (!isAdded) Drops.Count(DropReason.BufferFull);
        if (isPageFull || !isAdded) WakeReporter();
        if (state == IsAtRest) EndRest();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EndRest()
    {
        if (Interlocked.CompareExchange(ref _state, IsRecording, IsAtRest) == IsAtRest)
            Volatile.Read(ref _afterRest)?.Invoke();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WakeReporter()
    {
        if (_buffer.CountOnFullPages < _wakeAt || Volatile.Read(ref _woken) != 0) return;
        if (Interlocked.Exchange(ref _woken, 1) == 0) Volatile.Read(ref _wake)?.Invoke();
    }
}
