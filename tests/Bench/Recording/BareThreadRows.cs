using Tracing.Bench.Measuring;
using Tracing.Sampling;

namespace Tracing.Bench.Recording;

/// <summary>The steps that make a message's span current, with the private members of .NET that they use, against
/// .NET's public way.</summary>
/// <remarks>Each row runs on a bare thread, as an actor's handler mostly does, and fails on any other.</remarks>
internal sealed class BareThreadRows
{
    private static readonly AsyncLocal<Span?> _current = new();

    private readonly Span _sampled = new SpanRecorder().TracerFor("bench").StartRoot("root");
    private readonly Span _unsampled = new SpanRecorder(new RecorderSettings { Sampler = AlwaysOffSampler.Instance })
        .TracerFor("bench").StartRoot("root");
    private readonly ExecutionContext _flow;
    private ExecutionContext? _nothing;
    private Span? _found;

    public BareThreadRows() => _flow = SpanFlow.Of(_current, _unsampled);

    public IReadOnlyList<BenchRow> All =>
    [
        new("sampled span made current", MakeCurrent, MakeCurrentPublicly, new Aim()),
        new("unsampled span made current again", PutOn, PutOnPublicly, new Aim(10, 0)),
        new("current span found in a handler", () => Find(200), () => FindPublicly(200), new Aim(null, 0)),
    ];

    // SpanFlow: the context is made without setting an AsyncLocal.
    private void MakeCurrent()
    {
        if (!BareThread.TryGet(out var thread)) throw new InvalidOperationException("not a bare thread");
        var flow = SpanFlow.Of(_current, _sampled);
        thread.Put(flow);
        thread.TryTakeOff(flow);
    }

    private void MakeCurrentPublicly()
    {
        if (!BareThread.TryGet(out var thread)) throw new InvalidOperationException("not a bare thread");
        _current.Value = _sampled;
        thread.TryTakeOff(thread.Flow!);
    }

    // ThreadFlow: the thread's context is read and written by its field.
    private void PutOn()
    {
        if (!BareThread.TryGet(out var thread)) throw new InvalidOperationException("not a bare thread");
        thread.Put(_flow);
        thread.TryTakeOff(_flow);
    }

    private void PutOnPublicly()
    {
        _nothing ??= ExecutionContext.Capture();
        if (!ReferenceEquals(ExecutionContext.Capture(), _nothing)) throw new InvalidOperationException("not a bare thread");
        ExecutionContext.Restore(_flow);
        if (ReferenceEquals(ExecutionContext.Capture(), _flow)) ExecutionContext.Restore(_nothing!);
    }

    // ThreadFlow: the span is remembered, and not looked up in the context's map.
    private void Find(int times)
    {
        using var scope = ActiveSpan.TryEnterAlone(_unsampled);
        if (!scope.IsEntered) throw new InvalidOperationException("not a bare thread");
        for (var i = 0; i < times; i++) _found = ThreadFlow.Here.Span;
    }

    private void FindPublicly(int times)
    {
        if (!BareThread.TryGet(out var thread)) throw new InvalidOperationException("not a bare thread");
        thread.Put(_flow);
        for (var i = 0; i < times; i++) _found = _current.Value;
        thread.TryTakeOff(_flow);
    }
}
