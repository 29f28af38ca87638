using Tracing.Keeping;

namespace Tracing.Finding;

public class MemorySearchTests : SearchLaws
{
    protected override ITraceStore Store { get; } = new MemoryTraceStore(MemoryTraceStore.DefaultMaxBytes);
}
