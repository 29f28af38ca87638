using Tracing.Otlp;

namespace Tracing.Demo.Generating;

/// <summary>Makes and sends traces until enough are taken, or it is stopped.</summary>
/// <param name="traces">Number of traces; 0: until it is stopped.</param>
/// <param name="perSecond">Traces a second; 0: as fast as the receiver takes them.</param>
/// <param name="taken">Gets each trace whose request was taken, with its number of spans; null: nobody. Any
/// thread.</param>
internal sealed class GenerateRun(
    SystemPlan plan, ISpanSender sender, long traces, double perSecond, int connections, int seed, TimeProvider time,
    Action<TraceId, int>? taken)
{
    /// <summary>Spans of one request, as most SDKs batch them.</summary>
    private const int BatchSpans = 512;

    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(2);

    private readonly long _start = time.GetTimestamp();
    private long _begun;

    public GenerateCounts Counts { get; } = new();

    public Task RunAsync(CancellationToken stopping) => Task.WhenAll(
        Enumerable.Range(0, connections)
            .Select(number => Task.Run(() => SendAsync(new TraceMaker(plan, seed, number), stopping))));

    private async Task SendAsync(TraceMaker maker, CancellationToken stopping)
    {
        var made = new List<(TraceId Id, int Spans)>();
        var spans = new List<MadeSpan>();
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                made.Clear();
                spans.Clear();
                while (spans.Count < BatchSpans && await MayBeginAsync(spans.Count > 0, stopping).ConfigureAwait(false))
                {
                    var before = spans.Count;
                    var id = maker.Make(spans, time.GetUtcNow());
                    made.Add((id, spans.Count - before));
                }
                if (spans.Count == 0) return;
                await SendAsync(made, spans, stopping).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Ctrl-C: what is under way is not counted.
        }
    }

    // False: enough are made, or those that are made already must not wait for the next one.
    private async ValueTask<bool> MayBeginAsync(bool hasSome, CancellationToken stopping)
    {
        var number = Interlocked.Increment(ref _begun);
        if (traces > 0 && number > traces) return false;
        if (perSecond == 0) return true;
        var wait = TimeSpan.FromSeconds((number - 1) / perSecond) - time.GetElapsedTime(_start);
        if (wait <= TimeSpan.Zero) return true;
        if (hasSome)
        {
            Interlocked.Decrement(ref _begun);
            return false;
        }
        // The rate that was asked for: this trace's turn has not come.
        await Task.Delay(wait, time, stopping).ConfigureAwait(false);
        return true;
    }

    private async Task SendAsync(List<(TraceId Id, int Spans)> made, List<MadeSpan> spans, CancellationToken stopping)
    {
        var request = sender.Encode(spans);
        for (var pause = _firstPause; ; pause = pause * 2 < _longestPause ? pause * 2 : _longestPause)
        {
            var result = await sender.SendAsync(request, stopping).ConfigureAwait(false);
            if (result.Outcome == SendOutcome.TryAgain)
            {
                Counts.CountRetry(result.Problem);
                // The receiver is busy or away: what it asks for, or a growing pause.
                await Task.Delay(result.RetryAfter ?? pause, time, stopping).ConfigureAwait(false);
                continue;
            }
            if (result.Outcome == SendOutcome.Refused) Counts.CountRefused(spans.Count, result.Problem);
            else
            {
                Counts.CountTaken(made.Count, spans.Count, result.RejectedSpans, result.Problem);
                foreach (var (id, count) in made) taken?.Invoke(id, count);
            }
            return;
        }
    }
}
