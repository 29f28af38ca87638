using Akka.Actor;

namespace Tracing.Testing;

/// <summary>Does what its jobs say.</summary>
internal sealed class Worker : ReceiveActor
{
    public Worker() => Receive<Job>(job => job.Body(Context));
}
