using Tracing.Keeping;

namespace Tracing.TraceQl.Listing;

public class MemoryAttributeTests : AttributeLaws
{
    protected override ITraceStore Store { get; } = new MemoryTraceStore(MemoryTraceStore.DefaultMaxBytes);
}
