using System.Collections.Immutable;
using System.Threading.Channels;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Contracts;

namespace Tracing.Sinks;

public class SharedSinkTests
{
    private readonly Inner _inner = new();
    private readonly SharedSink _sink;

    public SharedSinkTests() => _sink = new SharedSink(_inner);

    [Fact]
    public async Task Traces_that_come_during_a_put_are_put_together_in_the_next_one()
    {
        var first = _sink.PutAsync([Trace(1)]).AsTask();
        await _inner.Began(1);
        var others = Enumerable.Range(2, 9).Select(id => _sink.PutAsync([Trace(id)]).AsTask()).ToArray();
        Assert.All(others, put => Assert.False(put.IsCompleted));
        _inner.End();
        await first;
        await _inner.Began(2);
        _inner.End();
        await Task.WhenAll(others);
        Assert.Equal([1, 9], _inner.Puts.Select(put => put.Length));
        Assert.Equal(1, _inner.MostAtOnce);
    }

    [Fact]
    public async Task A_failed_put_fails_for_all_callers_whose_traces_it_had_and_for_no_other()
    {
        var failing = _sink.PutAsync([Trace(1)]).AsTask();
        await _inner.Began(1);
        var next = _sink.PutAsync([Trace(2)]).AsTask();
        _inner.Fail(new IOException("disk full"));
        await Assert.ThrowsAsync<IOException>(() => failing);
        await _inner.Began(2);
        _inner.End();
        await next;
    }

    [Fact]
    public async Task From_many_threads_every_trace_arrives_once()
    {
        _inner.IsOpen = true;
        await Task.WhenAll(Enumerable.Range(1, 500).Select(id => Task.Run(() => _sink.PutAsync([Trace(id)]).AsTask())));
        Assert.Equal(Enumerable.Range(1, 500).Select(id => (ulong)id), _inner.Puts.SelectMany(put => put).Select(t => t.TraceId.Low).Order());
        Assert.Equal(1, _inner.MostAtOnce);
    }

    [Fact]
    public async Task A_put_of_nothing_does_not_wait_for_the_sink()
    {
        await _sink.PutAsync([]);
        Assert.Empty(_inner.Puts);
    }

    private static ClosedTrace Trace(int id) => new(Some.Trace(id), 0, Completeness.Exact, [], 0, Some.Time);

    /// <summary>A sink that holds each put until the test ends it.</summary>
    private sealed class Inner : ITraceSink
    {
        private readonly Channel<int> _began = Channel.CreateUnbounded<int>();
        private TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _atOnce;

        public bool IsOpen { get; set; }

        public int MostAtOnce { get; private set; }

        public List<ImmutableArray<ClosedTrace>> Puts { get; } = [];

        public async ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping = default)
        {
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _atOnce));
            Puts.Add(traces);
            _end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var end = _end.Task;
            _began.Writer.TryWrite(Puts.Count);
            if (!IsOpen) await end;
            else await Task.Yield();
            Interlocked.Decrement(ref _atOnce);
        }

        public async Task Began(int number) =>
            Assert.Equal(number, await _began.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10)));

        public void End() => _end.SetResult();

        public void Fail(Exception why)
        {
            Interlocked.Decrement(ref _atOnce);
            _end.SetException(why);
        }
    }
}
