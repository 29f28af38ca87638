using Akka.Actor;
using Akka.Event;
using Tracing.Keeping;

namespace Tracing.Clustering;

/// <summary>Answers questions of other nodes to this node's store.</summary>
/// <remarks>The number of questions at once is bounded. Further ones are refused, and the asker reports that with its
/// answer.</remarks>
#pragma warning disable CA1001 // Actors are not disposed; PostStop disposes the field.
internal sealed class StoreDoor : ReceiveActor
#pragma warning restore CA1001
{
    public const string Name = "tracing-store";

    private const int MaxQuestions = 64;

    private readonly QuerySettings _settings;
    private readonly CancellationTokenSource _stopping = new();
    private int _underWay;

    public StoreDoor(ITraceStore store, QuerySettings settings)
    {
        _settings = settings;
        Receive<AskStore>(ask =>
        {
            if (_underWay == MaxQuestions)
            {
                Sender.Tell(new AnswerRefused(ask.Question, "too many questions at once"));
                return;
            }
            _underWay++;
            var asker = Sender;
            // Runs on another thread, because a store may block before its first await.
            var stopping = _stopping.Token;
            Task.Run(() => StoreAnswer.ReadAsync(ask.OnlyOpen ? store.Unstored : store, ask, stopping)).PipeTo(Self,
                success: answer => new Found(asker, ask.Question, answer),
                failure: cause => new NotFound(asker, ask.Question, cause));
        });
        Receive<Found>(found =>
        {
            var bytes = AnswerWire.Write(found.Answer, _settings.MaxAnswerBytes, out var isCut);
            Context.Watch(Context.ActorOf(AnswerSender.Props(found.Asker, found.Question, bytes, isCut, _settings)));
        });
        Receive<NotFound>(failed =>
        {
            _underWay--;
            Context.GetLogger().Warning("another node's question was not answered: {0}", failed.Cause.Message);
            failed.Asker.Tell(new AnswerRefused(failed.Question, failed.Cause.Message));
        });
        Receive<Terminated>(_ => _underWay--);
    }

    public static Props Props(ITraceStore store, QuerySettings settings) =>
        Akka.Actor.Props.Create(() => new StoreDoor(store, settings));

    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private sealed record Found(IActorRef Asker, ulong Question, StoreAnswer Answer) : INoSerializationVerificationNeeded;

    private sealed record NotFound(IActorRef Asker, ulong Question, Exception Cause) : INoSerializationVerificationNeeded;
}
