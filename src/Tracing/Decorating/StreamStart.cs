namespace Tracing;

/// <summary>The operation, tracer and parent that are fixed when a decorated method returns a stream, so that each
/// enumeration can start its span later.</summary>
internal readonly struct StreamStart
{
    private readonly string _operation;
    private readonly Tracer _tracer;
    private readonly Span? _parent;
    private readonly TraceContext _link;

    private StreamStart(string operation, Tracer tracer, Span? parent, TraceContext link)
    {
        _operation = operation;
        _tracer = tracer;
        _parent = parent;
        _link = link;
    }

    public static StreamStart Child(string operation, Span parent, Tracer? tracer) =>
        new(operation, tracer ?? parent.Tracer, parent, default);

    public static StreamStart Root(string operation, Tracer? tracer) =>
        new(operation, tracer ?? Tracer.Default, null, ActiveSpan.Current?.Context ?? default);

    public Span Start() =>
        _parent is null ? _tracer.StartRoot(_operation, link: _link) : _tracer.StartChild(_operation, _parent);
}
