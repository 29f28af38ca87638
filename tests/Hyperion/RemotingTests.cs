namespace Tracing.Actors.Remoting;

public sealed class RemotingTests() : RemotingLaws(TraceForm.Explicit);
