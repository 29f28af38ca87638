using System.Collections.Concurrent;

namespace Tracing.Recording;

public class FinishedSpanBufferTests
{
    private readonly Span _span = new Recorded().Tracer.StartRoot("one for all");

    [Fact]
    public void Spans_come_out_in_the_order_in_which_they_went_in()
    {
        var buffer = new FinishedSpanBuffer(8, 1);
        var to = new FinishedSpan[10];
        // Several rounds, so that pages are used again.
        for (var round = 0; round < 10; round++)
        {
            string[] names = [.. Enumerable.Range(0, 7).Select(i => $"{round}:{i}")];
            foreach (var name in names) Assert.True(Add(buffer, name));
            Assert.Equal(7, buffer.Drain(to));
            Assert.Equal(names, to[..7].Select(span => span.Name));
        }
    }

    [Fact]
    public void A_full_buffer_refuses_and_accepts_again_after_a_drain()
    {
        var buffer = new FinishedSpanBuffer(2, 1);
        Assert.True(Add(buffer, "s") && Add(buffer, "s"));
        Assert.False(Add(buffer, "s"));
        Assert.Equal(1, buffer.Drain(new FinishedSpan[1]));
        Assert.True(Add(buffer, "s"));
        Assert.False(Add(buffer, "s"));
    }

    [Fact]
    public async Task No_span_is_lost_or_repeated_while_many_threads_write_and_one_reads()
    {
        const int Writers = 4, PerWriter = 20_000;
        var buffer = new FinishedSpanBuffer(64, 64);
        var writers = Enumerable.Range(0, Writers).Select(w => Task.Run(() =>
        {
            var spin = default(SpinWait);
            for (var i = 0; i < PerWriter; i++)
            {
                while (!Add(buffer, $"{w}:{i}")) spin.SpinOnce();
            }
        })).ToArray();
        var next = new int[Writers];
        var to = new FinishedSpan[32];
        var seen = 0;
        var wait = default(SpinWait);
        while (seen < Writers * PerWriter)
        {
            var taken = buffer.Drain(to);
            if (taken == 0) wait.SpinOnce();
            foreach (var span in to[..taken])
            {
                var parts = span.Name.Split(':');
                Assert.Equal(next[int.Parse(parts[0])]++, int.Parse(parts[1]));
            }
            seen += taken;
        }
        await Task.WhenAll(writers);
        Assert.Equal(0, buffer.Count);
    }

    [Fact]
    public void Spans_of_two_threads_come_out_in_the_order_in_which_they_ended()
    {
        var buffer = new FinishedSpanBuffer(64, 64);
        using var other = new Writer(buffer);
        // Each thread fills several pages, in runs of different lengths.
        for (var i = 0; i < 40; i++)
        {
            if (i % 3 == 0 || i is > 20 and < 30) other.Add($"{i}", endUnixNanos: (ulong)i);
            else Assert.True(Add(buffer, $"{i}", endUnixNanos: (ulong)i));
        }
        Assert.Equal(40, buffer.Count);
        var to = new FinishedSpan[7];
        var names = new List<string>();
        while (buffer.Drain(to) is > 0 and var taken) names.AddRange(to[..taken].Select(span => span.Name));
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"{i}"), names);
        Assert.Equal(0, buffer.Count);
    }

    [Fact]
    public void Spans_of_an_ended_thread_come_out_once_and_their_room_is_free_for_others()
    {
        var buffer = new FinishedSpanBuffer(64, 64);
        var to = new FinishedSpan[8];
        // Each thread begins a page, and there are 32 pages.
        for (var i = 0; i < 100; i++)
        {
            using (var writer = new Writer(buffer)) writer.Add($"{i}", endUnixNanos: 1);
            Assert.True(Add(buffer, "here", endUnixNanos: 2));
            var taken = buffer.Drain(to);
            Assert.Equal([$"{i}", "here"], to[..taken].Select(span => span.Name));
            // A second drain removes a thread that had not quite ended at the first.
            Assert.Equal(0, buffer.Drain(to));
        }
    }

    [Fact]
    public void A_thread_writes_to_two_buffers_in_turn()
    {
        FinishedSpanBuffer[] buffers = [new(64, 64), new(64, 64)];
        for (var i = 0; i < 20; i++) Assert.True(Add(buffers[i % 2], $"{i}"));
        for (var i = 0; i < 2; i++)
        {
            var to = new FinishedSpan[20];
            Assert.Equal(10, buffers[i].Drain(to));
            Assert.Equal(Enumerable.Range(0, 10).Select(n => $"{n * 2 + i}"), to[..10].Select(span => span.Name));
        }
    }

    [Fact]
    public void Spans_on_full_pages_are_counted_until_they_are_drained()
    {
        var buffer = new FinishedSpanBuffer(128, 32);
        Assert.Equal(4, buffer.PageLength);
        for (var i = 0; i < 9; i++) Assert.True(Add(buffer, "s"));
        Assert.Equal((9, 8), (buffer.Count, buffer.CountOnFullPages));
        Assert.Equal(5, buffer.Drain(new FinishedSpan[5]));
        Assert.Equal((4, 4), (buffer.Count, buffer.CountOnFullPages));
        Assert.Equal(4, buffer.Drain(new FinishedSpan[5]));
        Assert.Equal((0, 0), (buffer.Count, buffer.CountOnFullPages));
    }

    [Fact]
    public void A_span_that_finds_a_full_buffer_is_a_counted_drop_and_not_an_exception()
    {
        var recorded = new Recorded(s => s with { BufferCapacity = 2 });
        for (var i = 0; i < 5; i++) recorded.Tracer.StartRoot("s").End();
        Assert.Equal(3, recorded.Recorder.Drops[DropReason.BufferFull]);
        Assert.Equal(2, recorded.Finished().Length);
    }

    [Fact]
    public void The_reporter_is_woken_once_for_each_batch()
    {
        var woken = 0;
        var recorded = new Recorded(s => s with { WakeAt = 3 });
        recorded.Recorder.OnWake(() => woken++);
        for (var i = 0; i < 6; i++) recorded.Tracer.StartRoot("s").End();
        Assert.Equal(1, woken);
        recorded.Finished();
        for (var i = 0; i < 3; i++) recorded.Tracer.StartRoot("s").End();
        Assert.Equal(2, woken);
    }

    [Fact]
    public void A_record_holds_what_its_span_held_when_it_ended()
    {
        var recorded = new Recorded();
        var context = new TraceContext(TraceId.NewRandom(), SpanId.NewRandom(), TraceFlags.Sampled, traceState: "a=1");
        var span = recorded.Tracer.Start("first", context, SpanKind.Server).MarkStashed().SetTag("k", 1)
            .AddEvent("happened").AddLink(context).SetStatus(SpanStatus.Error, "why").Rename("work");
        span.WaitedInMailbox(7).CountChild();
        recorded.Clock.Advance(TimeSpan.FromMilliseconds(5));
        span.End();
        var record = Assert.Single(recorded.Finished());
        Assert.Equal((span.Context, "work", SpanKind.Server), (record.Context, record.Name, record.Kind));
        Assert.Equal(context.SpanId, record.Context.ParentSpanId);
        Assert.Equal("a=1", record.Context.TraceState);
        Assert.Equal(span.StartUnixNanos, record.StartUnixNanos);
        Assert.Equal(span.StartUnixNanos + 5_000_000, record.EndUnixNanos);
        Assert.Equal((7L, 1, SpanMarks.Stashed), (record.MailboxWaitNanos, record.Children, record.Marks));
        Assert.Equal([new Tag("k", 1)], record.Tags.ToArray());
        Assert.Equal((SpanStatus.Error, "why"), (record.Status, record.Details?.StatusMessage));
        Assert.Equal((1, 1), (record.Details!.Events.Length, record.Details.Links.Length));
        Assert.Same(recorded.Tracer, record.Tracer);
    }

    [Fact]
    public void A_record_that_is_used_again_holds_nothing_of_the_span_before()
    {
        var recorded = new Recorded(s => s with { BufferCapacity = 2 });
        for (var i = 0; i < 2; i++)
        {
            recorded.Tracer.StartRoot("rich").SetTag("k", 1).AddEvent("happened").End();
            Assert.Single(recorded.Finished());
        }
        recorded.Tracer.StartRoot("poor").End();
        var record = Assert.Single(recorded.Finished());
        Assert.Equal(("poor", 0, null), (record.Name, record.Tags.Length, record.Details));
    }

    [Fact]
    public void A_drained_span_is_not_kept_alive()
    {
        var recorded = new Recorded();
        var details = RecordOne(recorded);
        GC.Collect();
        Assert.False(details.IsAlive);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference RecordOne(Recorded recorded)
        {
            recorded.Tracer.StartRoot("rich").AddEvent("happened").End();
            return new WeakReference(Assert.Single(recorded.Finished()).Details);
        }
    }

    [Fact]
    public void The_default_record_has_the_default_tracer_and_no_trace()
    {
        var none = default(FinishedSpan);
        Assert.Equal(("", default, 0), (none.Name, none.Context, none.Tags.Length));
        Assert.Same(Tracer.Default, none.Tracer);
    }

    private bool Add(FinishedSpanBuffer buffer, string name, ulong endUnixNanos = 0)
    {
        var body = new SpanBody();
        body.Begin(default, name, 0, 0);
        body.EndUnixNanos = endUnixNanos;
        return buffer.TryAdd(_span, body, ThreadFlow.Here, out _);
    }

    /// <summary>A thread that adds spans on request, and ends when it is disposed of.</summary>
    private sealed class Writer : IDisposable
    {
        private readonly BlockingCollection<(string Name, ulong EndUnixNanos)> _orders = [];
        private readonly SemaphoreSlim _added = new(0);
        private readonly Thread _thread;

        public Writer(FinishedSpanBuffer buffer)
        {
            var tests = new FinishedSpanBufferTests();
            _thread = new Thread(() =>
            {
                foreach (var (name, end) in _orders.GetConsumingEnumerable())
                    if (tests.Add(buffer, name, end)) _added.Release();
            });
            _thread.Start();
        }

        public void Add(string name, ulong endUnixNanos)
        {
            _orders.Add((name, endUnixNanos));
            Assert.True(_added.Wait(TimeSpan.FromSeconds(10)));
        }

        public void Dispose()
        {
            _orders.CompleteAdding();
            _thread.Join();
            _orders.Dispose();
            _added.Dispose();
        }
    }
}
