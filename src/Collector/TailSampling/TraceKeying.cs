namespace Tracing.TailSampling;

/// <summary>Groups traces by a key; the traces of a group share a limit.</summary>
/// <param name="attribute">For <see cref="TraceKeyKind.Attribute"/>, the attribute whose first value in the trace is
/// the key.</param>
internal sealed class TraceKeying(TraceKeyKind kind, string attribute = "")
{
    /// <summary>Length to which keys are cut, so that a table of keys is bounded in bytes too.</summary>
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
