using System.Collections.Immutable;
using Tracing.Storage.Journaling;

namespace Tracing.Storage.Exporting;

/// <summary>Requests that wait on disk, and survive the process.</summary>
internal sealed class DiskQueue(BatchJournal journal) : IExportQueue
{
    public bool Outlives => true;

    public ImmutableArray<long> Recovered => journal.Recovered;

    public ValueTask<long?> AppendAsync(ReadOnlyMemory<byte> otlp) => journal.AppendAsync(otlp);

    public ReadOnlyMemory<byte>? Read(long number) => journal.Read(number);

    public void Release(long number) => journal.Release(number);

    public ValueTask DisposeAsync() => journal.DisposeAsync();
}
