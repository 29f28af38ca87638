using Tracing.Actors.Handlers;

namespace Tracing.Actors.Instrumenting.Handlers;

public sealed class AsyncHandlerZeroCodeTests() : AsyncHandlerLaws(TraceForm.ZeroCode);
