using Tracing.Keeping;

namespace Tracing.Analysis;

public class MemoryCountingTests : CountingLaws
{
    protected override ITraceStore Store { get; } = new MemoryTraceStore(MemoryTraceStore.DefaultMaxBytes);
}
