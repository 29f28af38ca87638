namespace Tracing.TailSampling;

/// <summary>Which traces share a limit.</summary>
/// <param name="attribute">For <see cref="TraceKeyKind.Attribute"/>: its first value in the trace.</param>
internal sealed class TraceKeying(TraceKeyKind kind, string attribute = "")
{
    /// <summary>Values of attributes are cut to this: a table of keys is bounded in bytes too.</summary>
    public const int MaxLength = 256;

    public TraceOperation KeyOf(TraceFacts trace) => kind switch
    {
        TraceKeyKind.Service => new TraceOperation(Cut(trace.Root.Service), ""),
        TraceKeyKind.Operation => new TraceOperation(Cut(trace.Root.Service), Cut(trace.Root.Name)),
        TraceKeyKind.Attribute => new TraceOperation(trace.Values(attribute) is [var value, ..] ? Cut(value.ToString()) : "", ""),
        _ => default,
    };

    private static string Cut(string text) => text.Length <= MaxLength ? text : text[..MaxLength];
}
