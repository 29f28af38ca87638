using System.Collections.Immutable;
using System.Threading.Channels;
using Tracing.Otlp;
using Tracing.Retrying;
using Tracing.Wire.Otlp;
using Tracing.Wire.Spans;

namespace Tracing.Storage.Exporting;

/// <summary>Sends kept traces to a back end over OTLP, from a queue that holds them while it is away.</summary>
/// <remarks>Any thread. Retries follow the OTLP specification: what may be sent again is sent again after the pause that
/// the back end asks for, or a growing one of its own.</remarks>
internal sealed class OtlpBackEnd : IBackEnd
{
    /// <summary>Requests under way at the same time.</summary>
    private const int Senders = 4;

    /// <summary>Bytes of spans in one request; receivers over gRPC take 4 MiB unless they are told otherwise.</summary>
    private const int RequestBytes = 2 << 20;

    /// <summary>Time for what waits when the host ends.</summary>
    private static readonly TimeSpan _lastChance = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(30);

    private readonly IExportQueue _queue;
    private readonly IOtlpSender _sender;
    private readonly TimeProvider _time;
    private readonly Uri _address;
    private readonly Channel<long> _numbers = Channel.CreateUnbounded<long>();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _sending;
    private int _isAway;

    public OtlpBackEnd(OtlpDestination destination, IExportQueue queue, ExportCounts counts, TimeProvider time)
    {
        (Counts, _queue, _time, _address) = (counts, queue, time, destination.Traces);
        _sender = OtlpSender.To(destination);
        foreach (var number in queue.Recovered) _numbers.Writer.TryWrite(number);
        _sending = Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(SendAllAsync)));
    }

    public ExportCounts Counts { get; }

    public async ValueTask TakeAsync(ImmutableArray<RawSpan> spans)
    {
        foreach (var part in Parts(spans))
        {
            try
            {
                if (await _queue.AppendAsync(OtlpProtobuf.Write(part)).ConfigureAwait(false) is { } number)
                    _numbers.Writer.TryWrite(number);
                else Counts.CountLost(ExportLoss.QueueFull, part.Count, "the queue is full");
            }
            catch (StorageUnavailableException cause)
            {
                Counts.CountLost(ExportLoss.DiskFault, part.Count, cause.Message);
            }
        }
    }

    /// <summary>Sends what waits, for a few seconds. What is left then stays on disk for the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_numbers.Writer.TryComplete()) return;
        // A back end that is away must not keep the host from ending.
        await Task.WhenAny(_sending, Task.Delay(_lastChance, _time)).ConfigureAwait(false);
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_queue.Outlives)
        {
            while (_numbers.Reader.TryRead(out var number))
                if (_queue.Read(number) is { } request) Lose(request);
        }
        _sender.Dispose();
        _stopping.Dispose();
        await _queue.DisposeAsync().ConfigureAwait(false);
    }

    private static IEnumerable<List<RawSpan>> Parts(ImmutableArray<RawSpan> spans)
    {
        var part = new List<RawSpan>();
        var bytes = 0;
        foreach (var span in spans)
        {
            if (part.Count > 0 && bytes + span.Bytes.Length > RequestBytes)
            {
                yield return part;
                part = [];
                bytes = 0;
            }
            part.Add(span);
            bytes += span.Bytes.Length;
        }
        if (part.Count > 0) yield return part;
    }

    private async Task SendAllAsync()
    {
        while (await _numbers.Reader.WaitToReadAsync(_stopping.Token).ConfigureAwait(false))
        {
            while (_numbers.Reader.TryRead(out var number))
            {
                if (_queue.Read(number) is not { } request) continue;
                if (await TrySendAsync(request).ConfigureAwait(false)) _queue.Release(number);
                else if (!_queue.Outlives) Lose(request);
            }
        }
    }

    // False: the host ended first.
    private async Task<bool> TrySendAsync(ReadOnlyMemory<byte> request)
    {
        var backoff = new Backoff(_firstPause, _longestPause);
        try
        {
            while (true)
            {
                var result = await _sender.SendAsync(request, _stopping.Token).ConfigureAwait(false);
                if (result.Outcome != SendOutcome.TryAgain)
                {
                    Note(request, result);
                    return true;
                }
                if (Interlocked.Exchange(ref _isAway, 1) == 0)
                    Counts.Tell($"{result.Problem}; what is kept waits in the queue");
                Counts.CountRetry();
                // The back end is busy or away: what it asks for, or a growing pause.
                await Task.Delay(result.RetryAfter ?? backoff.Next(), _time, _stopping.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void Note(ReadOnlyMemory<byte> request, SendResult result)
    {
        var spans = OtlpCost.Of(request.Span).Spans;
        if (result.Outcome == SendOutcome.Refused)
        {
            Counts.CountLost(ExportLoss.Refused, spans, result.Problem ?? "it was refused");
            return;
        }
        Counts.CountSent(spans - result.RejectedSpans);
        if (result.RejectedSpans > 0)
            Counts.CountLost(ExportLoss.Rejected, result.RejectedSpans, result.Problem ?? "they were rejected");
        if (Interlocked.Exchange(ref _isAway, 0) == 1) Counts.Tell($"{_address} takes spans again");
    }

    private void Lose(ReadOnlyMemory<byte> request) => Counts.CountLost(
        ExportLoss.Ended, OtlpCost.Of(request.Span).Spans, "the host ended first, and its queue was in memory");
}
