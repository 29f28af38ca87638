using System.Diagnostics;
using Akka.Actor;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace Tracing.Bench.Actors;

/// <summary>Tracing without a library: an envelope with an activity's context, and an activity around each handler,
/// recorded by the OpenTelemetry SDK.</summary>
internal static class HandMade
{
    private static readonly ActivitySource _source = new("bench.hand-made");

    private static TracerProvider? _sdk;

    /// <summary>For as long as the process lives.</summary>
    public static void Start() => _sdk ??= Sdk.CreateTracerProviderBuilder()
        .AddSource(_source.Name).AddHttpClientInstrumentation().AddAspNetCoreInstrumentation()
        .AddProcessor(new Discarding()).Build();

    public static void Send(IActorRef to, int messages)
    {
        using var root = _source.StartActivity("send");
        for (var i = 0; i < messages; i++) to.Tell(new Enveloped(Work.Instance, Activity.Current!.Context));
    }

    /// <summary>Asks an actor in a trace of its own.</summary>
    public static async Task AskAsync(IActorRef to)
    {
        using var root = _source.StartActivity("send");
        await to.Ask<Work>(new Enveloped(Work.Instance, Activity.Current!.Context));
    }

    // The tags that ours has, but for the times, which ours reads itself.
    private static Activity? Handling(Enveloped envelope, Type actor, string path) =>
        _source.StartActivity("CountingActor Work", ActivityKind.Consumer, envelope.Context)?
            .SetTag("messaging.system", "akka").SetTag("messaging.operation.type", "process")
            .SetTag("messaging.destination.name", actor.Name).SetTag("akka.actor.path", path)
            .SetTag("akka.actor.type", actor.FullName).SetTag("akka.message.type", typeof(Work).FullName);

    internal sealed record Enveloped(object Message, ActivityContext Context);

    internal sealed class TracingActor : ReceiveActor
    {
        private long _handled;

        public TracingActor()
        {
            Receive<Enveloped>(envelope =>
            {
                using var activity = Handling(envelope, typeof(TracingActor), "/user/bench");
                _handled++;
            });
            Receive<Done>(done => done.Room.Release());
        }
    }

    internal sealed class CallingActor : ReceiveActor
    {
        public CallingActor(HttpClient http, Uri to) => ReceiveAsync<Enveloped>(async envelope =>
        {
            using var activity = Handling(envelope, typeof(CallingActor), "/user/bench");
            using var answer = await http.GetAsync(to);
            Sender.Tell(envelope.Message);
        });
    }

    internal sealed class AnsweringActor : ReceiveActor
    {
        public AnsweringActor() => Receive<Enveloped>(envelope =>
        {
            using var activity = Handling(envelope, typeof(AnsweringActor), "/user/bench");
            Sender.Tell(envelope.Message);
        });
    }

    // A batch exporter would copy it to a queue, and serialize it on another thread: work that ours is spared here, too.
    private sealed class Discarding : BaseProcessor<Activity>;
}
