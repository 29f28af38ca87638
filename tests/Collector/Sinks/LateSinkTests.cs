using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Contracts;

namespace Tracing.Sinks;

public class LateSinkTests
{
    private readonly TaskCompletionSource<ITraceSink> _opening = new();
    private readonly LateSink _sink;

    public LateSinkTests() => _sink = new LateSink(_opening.Task);

    [Fact]
    public async Task A_put_waits_until_the_sink_is_there()
    {
        var put = _sink.PutAsync([]).AsTask();
        Assert.False(put.IsCompleted);
        var inner = new Inner();
        _opening.SetResult(inner);
        await put;
        Assert.Equal(1, inner.Puts);
    }

    [Fact]
    public async Task A_put_fails_when_the_sink_cannot_be_opened()
    {
        var put = _sink.PutAsync([]).AsTask();
        _opening.SetException(new IOException("no room"));
        await Assert.ThrowsAsync<IOException>(() => put);
    }

    [Fact]
    public async Task A_put_that_waits_can_be_cancelled()
    {
        using var stopping = new CancellationTokenSource();
        var put = _sink.PutAsync([], stopping.Token).AsTask();
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => put);
    }

    private sealed class Inner : ITraceSink
    {
        public int Puts { get; private set; }

        public ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping = default)
        {
            Puts++;
            return default;
        }
    }
}
