using Akka.Actor;

namespace Tracing.Actors.Instrumenting.Parts;

/// <summary>The part for the post actor of the tests, which buffers letters and passes them on.</summary>
public sealed class PostPart : IInstrumentationPart
{
    public Props Prepare(ActorPath path, Props props) =>
        path.Name == "fails" ? throw new InvalidOperationException("a part that fails") : props;

    public bool Relays(ActorPath path, Type actor) => actor == typeof(Post);

    public sealed class Post : UntypedActor
    {
        private readonly List<object> _held = [];
        private readonly IActorRef _to;

        public Post(IActorRef to) => _to = to;

        protected override void OnReceive(object message)
        {
            if (message is "go") _held.ForEach(letter => _to.Tell(letter));
            else _held.Add(message);
        }
    }
}
