using Tracing.Actors.Sending;

namespace Tracing.Actors.Instrumenting.Sending;

public sealed class HashingZeroCodeTests() : HashingLaws(TraceForm.ZeroCode);
