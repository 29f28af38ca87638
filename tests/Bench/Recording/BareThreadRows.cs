using Tracing.Bench.Measuring;
using Tracing.Sampling;

namespace Tracing.Bench.Recording;

/// <summary>The steps that make a message's span current, with the private members of .NET that they use, against
/// .NET's public way.</summary>
/// <remarks>Each row starts on a bare thread, as an actor's handler mostly does.</remarks>
internal sealed class BareThreadRows
{
    private static readonly AsyncLocal<Span?> _current = new();

    private readonly Span _sampled = Root(AlwaysOnSampler.Instance);
    private readonly Span _unsampled = Root(AlwaysOffSampler.Instance);
    private readonly ExecutionContext _flow;
    private ExecutionContext? _nothing;
    private Span? _found;

    public BareThreadRows() => _flow = SpanFlow.Of(_current, _unsampled);

    public IReadOnlyList<BenchRow> All =>
    [
        new("sampled span made current", MakeCurrent, MakeCurrentPublicly, new Aim()),
        new("unsampled span made current again", PutOn, PutOnPublicly, new Aim(10, 0)),
        new("current span found in a handler", Find, FindPublicly, new Aim(null, 0)),
    ];

    private static Span Root(ISampler sampler) =>
        new SpanRecorder(new RecorderSettings { Sampler = sampler }).TracerFor("bench").StartRoot("root");

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
        if (!ReferenceEquals(ExecutionContext.Capture(), _nothing)) return;
        ExecutionContext.Restore(_flow);
        if (ReferenceEquals(ExecutionContext.Capture(), _flow)) ExecutionContext.Restore(_nothing!);
    }

    // ThreadFlow: the span is remembered, and not looked up in the context's map. The first call leaves the span on the
    // thread, so this is the last row.
    private void Find()
    {
        var here = ThreadFlow.Here;
        _found = here.Span ?? PutForGood(here);
    }

    private Span PutForGood(ThreadFlow here)
    {
        here.Flow = _flow;
        here.Remember(_flow, _unsampled);
        return _unsampled;
    }

    private void FindPublicly()
    {
        _found = _current.Value;
        if (_found is null) ExecutionContext.Restore(_flow);
    }
}
