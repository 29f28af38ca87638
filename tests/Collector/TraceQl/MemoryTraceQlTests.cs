using Tracing.Keeping;

namespace Tracing.TraceQl;

public class MemoryTraceQlTests : TraceQlLaws
{
    protected override ITraceStore Store { get; } = new MemoryTraceStore(MemoryTraceStore.DefaultMaxBytes);
}
