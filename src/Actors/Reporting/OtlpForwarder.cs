using Akka.Actor;
using Akka.Event;
using Tracing.Contracts;
using Tracing.Otlp;
using Tracing.Wire.Otlp;

namespace Tracing.Actors;

/// <summary>Takes batches from the reporter like a collector actor, and sends them to a collector over
/// OTLP/HTTP.</summary>
/// <remarks>A batch that cannot be sent now is not confirmed, so the reporter holds it and sends it again. One log line
/// says that the collector is away, and one that it is back.</remarks>
#pragma warning disable CA1001 // An actor is not disposed of; PostStop is where it lets go.
internal sealed class OtlpForwarder : ReceiveActor
#pragma warning restore CA1001
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(10);

    private readonly OtlpHttpSender _sender;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _stopping = new();
    private bool _isAway;

    public OtlpForwarder(Uri endpoint, DropCounters drops)
    {
        _sender = new OtlpHttpSender(endpoint, _timeout);
        Receive<TakeBatch>(take =>
        {
            var reporter = Sender;
            _sender.SendAsync(OtlpProtobuf.Write(take.Batch.Spans), _stopping.Token).PipeTo(Self,
                success: outcome => new Sent(reporter, take, outcome),
                failure: _ => new Sent(reporter, take, SendOutcome.TryAgain));
        });
        Receive<Sent>(sent =>
        {
            if (sent.Outcome == SendOutcome.TryAgain)
            {
                if (!_isAway) _log.Warning("no collector at {0}: finished spans are held and sent again", endpoint);
                _isAway = true;
                return;
            }
            if (_isAway) _log.Info("the collector at {0} is back", endpoint);
            _isAway = false;
            if (sent.Outcome == SendOutcome.Refused) drops.Count(DropReason.Refused, sent.Take.Batch.Spans.Length);
            // A collector that has answered is responsible for the spans, and sends no second answer.
            var answer = new BatchAnswer(sent.Take.Id, IsStored: true, Shard: 0, Incarnation: 0);
            sent.Reporter.Tell(new BatchAnswered(answer));
        });
    }

    public static Props Props(Uri endpoint, DropCounters drops) =>
        Akka.Actor.Props.Create(() => new OtlpForwarder(endpoint, drops));

    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        _sender.Dispose();
    }

    private sealed record Sent(IActorRef Reporter, TakeBatch Take, SendOutcome Outcome);
}
