using System.Collections.Immutable;
using Tracing.Wire.Spans;

namespace Tracing.Storage.Exporting;

/// <summary>A receiver of kept traces. Any thread.</summary>
internal interface IBackEnd : IAsyncDisposable
{
    ExportCounts Counts { get; }

    /// <summary>Takes spans over. Never fails, and never waits for the receiver: what cannot be taken is counted as
    /// lost, with its reason.</summary>
    ValueTask TakeAsync(ImmutableArray<RawSpan> spans);
}
