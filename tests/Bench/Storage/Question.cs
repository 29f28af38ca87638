using Tracing.Keeping;

namespace Tracing.Bench.Storage;

/// <summary>A question to a store, and the time in which it should be answered.</summary>
/// <param name="Times">How often it is asked.</param>
internal sealed record Question(string What, double AimMillis, int Times, Func<ITraceStore, Task> AskAsync);
