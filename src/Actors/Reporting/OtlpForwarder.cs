using Akka.Actor;
using Akka.Event;
using Tracing.Contracts;
using Tracing.Otlp;
using Tracing.Wire.Otlp;

namespace Tracing.Actors;

/// <summary>Stands where a collector actor would, and passes the batches on to a collector's OTLP/HTTP door.</summary>
/// <remarks>What cannot be sent now is not confirmed, so the reporter holds it and sends it again. Logs once when the
/// door goes away and once when it is back.</remarks>
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
        Receive<CollectorActor.Take>(take =>
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
            // A door that has answered is answerable for the spans; nothing more comes of it.
            sent.Reporter.Tell(new CollectorActor.Answered(new BatchAnswer(sent.Take.Id, IsStored: true, Shard: 0, Incarnation: 0)));
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

    private sealed record Sent(IActorRef Reporter, CollectorActor.Take Take, SendOutcome Outcome);
}
