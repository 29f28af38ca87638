using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Tracing.Storage.Exporting;

/// <summary>Requests that wait in memory, of a host that keeps nothing on disk.</summary>
internal sealed class MemoryQueue(long maxBytes) : IExportQueue
{
    private readonly ConcurrentDictionary<long, ReadOnlyMemory<byte>> _requests = [];
    private long _last;
    private long _bytes;

    public bool Outlives => false;

    public ImmutableArray<long> Recovered => [];

    public ValueTask<long?> AppendAsync(ReadOnlyMemory<byte> otlp)
    {
        if (Interlocked.Add(ref _bytes, otlp.Length) > maxBytes)
        {
            Interlocked.Add(ref _bytes, -otlp.Length);
            return ValueTask.FromResult<long?>(null);
        }
        var number = Interlocked.Increment(ref _last);
        _requests[number] = otlp;
        return ValueTask.FromResult<long?>(number);
    }

    public ReadOnlyMemory<byte>? Read(long number) => _requests.TryGetValue(number, out var otlp) ? otlp : null;

    public void Release(long number)
    {
        if (_requests.TryRemove(number, out var otlp)) Interlocked.Add(ref _bytes, -otlp.Length);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
