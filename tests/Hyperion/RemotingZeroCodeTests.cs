using Tracing.Actors.Remoting;

namespace Tracing.Actors.Instrumenting.Remoting;

public sealed class RemotingZeroCodeTests() : RemotingLaws(TraceForm.ZeroCode);
