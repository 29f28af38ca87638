using Akka.Actor;
using Akka.Event;
using Tracing.Contracts;
using Tracing.Otlp;
using Tracing.Wire.Otlp;

namespace Tracing.Actors;

/// <summary>Takes batches from the reporter like a collector actor, and sends them to a collector over OTLP.</summary>
/// <remarks>A batch that cannot be sent now is not confirmed, so the reporter holds it and sends it again. One log line
/// says what is wrong with the collector, and one that it takes spans again.</remarks>
#pragma warning disable CA1001 // An actor is not disposed of; PostStop is where it lets go.
internal sealed class OtlpForwarder : ReceiveActor
#pragma warning restore CA1001
{
    /// <summary>The collector is away or busy; spans are held.</summary>
    public const string Away = "endpoint-away";

    /// <summary>The collector refuses spans for good; they are dropped.</summary>
    public const string Refuses = "endpoint-refuses";

    /// <summary>The collector rejected some spans of requests that it took; they are dropped.</summary>
    public const string Rejects = "spans-refused";

    /// <summary>The collector takes the spans and warns of something.</summary>
    public const string Warns = "endpoint-warns";

    private const long NanosPerSecond = 1_000_000_000;

    private readonly OtlpDestination _destination;
    private readonly IOtlpSender _sender;
    private readonly SpanRecorder _recorder;
    private readonly HealthBoard _health;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _stopping = new();

    // Batches whose requests have no answer yet.
    private readonly HashSet<BatchId> _underWay = [];
    private long _pausedUntilNanos = long.MinValue;

    public OtlpForwarder(OtlpDestination destination, SpanRecorder recorder, HealthBoard health)
    {
        (_destination, _recorder, _health) = (destination, recorder, health);
        _sender = OtlpSender.To(destination);
        Receive<TakeBatch>(take =>
        {
            // A batch without an answer is sent again, so none is lost by the pause that the collector has asked for.
            if (_recorder.Clock.MonotonicNanos() < _pausedUntilNanos) return;
            // A request ends by its own time limit. Until then the same spans again would only burden a slow collector.
            if (!_underWay.Add(take.Id)) return;
            var reporter = Sender;
            _sender.SendAsync(OtlpProtobuf.Write(take.Batch.Spans), _stopping.Token).PipeTo(Self,
                success: result => new Sent(reporter, take, result),
                failure: cause => new Sent(reporter, take, new SendResult(SendOutcome.TryAgain, cause.Message)));
        });
        Receive<Sent>(OnSent);
    }

    public static Props Props(OtlpDestination destination, SpanRecorder recorder, HealthBoard health) =>
        Akka.Actor.Props.Create(() => new OtlpForwarder(destination, recorder, health));

    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        _sender.Dispose();
    }

    private void OnSent(Sent sent)
    {
        _underWay.Remove(sent.Take.Id);
        var problem = sent.Result.Problem ?? "";
        switch (sent.Result.Outcome)
        {
            case SendOutcome.TryAgain:
                if (sent.Result.RetryAfter is { } pause)
                    _pausedUntilNanos = _recorder.Clock.MonotonicNanos() + (long)(pause.TotalSeconds * NanosPerSecond);
                _health.Report(Away, problem + "; finished spans are held and sent again", TracingStatus.Unhealthy);
                return;
            case SendOutcome.Refused:
                var spans = sent.Take.Batch.Spans.Length;
                _recorder.Drops.Count(DropReason.Refused, spans);
                _health.Report(Refuses, problem + "; its spans are dropped", TracingStatus.Unhealthy, spans);
                break;
            default:
                _health.Succeeded(_recorder.Clock.Now);
                if (sent.Result.Problem is not null) OnPart(sent, problem);
                if (_health.Resolve(Away) | _health.Resolve(Refuses))
                    _log.Info("tracing: the collector at {0} takes spans again", _destination.Endpoint);
                break;
        }
        // A collector that has answered is responsible for the spans, and sends no second answer.
        var answer = new BatchAnswer(sent.Take.Id, IsStored: true, Shard: 0, Incarnation: 0);
        sent.Reporter.Tell(new BatchAnswered(answer));
    }

    private void OnPart(Sent sent, string problem)
    {
        // A collector may put numbers into its text: it is the same reason with other numbers.
        var reason = string.Concat(problem.Where(static one => !char.IsAsciiDigit(one)));
        var rejected = (int)Math.Min(sent.Result.RejectedSpans, sent.Take.Batch.Spans.Length);
        if (rejected == 0)
        {
            _health.Report(Warns, problem, sameAs: reason);
            return;
        }
        // Told first, so that the board finds no loss that nobody has told.
        _health.Report(Rejects, problem, TracingStatus.Degraded, rejected, reason);
        _recorder.Drops.Count(DropReason.Refused, rejected);
    }

    private sealed record Sent(IActorRef Reporter, TakeBatch Take, SendResult Result);
}
