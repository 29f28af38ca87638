namespace Tracing.Storage.Exporting;

/// <summary>Spans that went to one back end, and those that were lost, by reason. Any thread.</summary>
/// <param name="tell">Gets a line for the first loss of each reason, and for the tenth, the hundredth and so
/// on.</param>
public sealed class ExportCounts(string backEnd, Action<string>? tell)
{
    private readonly long[] _lost = new long[Enum.GetValues<ExportLoss>().Length];
    private readonly long[] _losses = new long[Enum.GetValues<ExportLoss>().Length];
    private long _sent;
    private long _retries;

    /// <summary>The back end's name in the settings.</summary>
    public string BackEnd => backEnd;

    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Requests that were sent again.</summary>
    public long Retries => Volatile.Read(ref _retries);

    public long Lost(ExportLoss reason) => Volatile.Read(ref _lost[(int)reason]);

    internal void CountSent(long spans) => Interlocked.Add(ref _sent, spans);

    internal void CountRetry() => Interlocked.Increment(ref _retries);

    /// <param name="why">The reason in words; it holds nothing of the spans.</param>
    internal void CountLost(ExportLoss reason, long spans, string why)
    {
        Interlocked.Add(ref _lost[(int)reason], spans);
        var count = Interlocked.Increment(ref _losses[(int)reason]);
        if (PowerOfTen.Is(count)) tell?.Invoke($"export to {backEnd}: {Lost(reason)} spans are lost: {why}");
    }

    /// <summary>Tells the operator of what changed, such as a back end that is away.</summary>
    internal void Tell(string line) => tell?.Invoke($"export to {backEnd}: {line}");
}
