using System.Collections.Concurrent;

namespace Tracing.Recording;

public class FinishedSpanBufferTests
{
    private readonly Span _span = new Recorded().Tracer.StartRoot("one for all");

    [Fact]
    public void Spans_come_out_in_the_order_in_which_they_went_in()
    {
        var ring = new FinishedSpanBuffer(8, 1);
        var to = new FinishedSpan[10];
        // More than once around: sheets are used again.
        for (var round = 0; round < 10; round++)
        {
            string[] names = [.. Enumerable.Range(0, 7).Select(i => $"{round}:{i}")];
            foreach (var name in names) Assert.True(Add(ring, name));
            Assert.Equal(7, ring.Drain(to));
            Assert.Equal(names, to[..7].Select(span => span.Name));
        }
    }

    [Fact]
    public void A_full_ring_refuses_and_takes_again_after_a_drain()
    {
        var ring = new FinishedSpanBuffer(2, 1);
        Assert.True(Add(ring, "s") && Add(ring, "s"));
        Assert.False(Add(ring, "s"));
        Assert.Equal(1, ring.Drain(new FinishedSpan[1]));
        Assert.True(Add(ring, "s"));
        Assert.False(Add(ring, "s"));
    }

    [Fact]
    public async Task No_span_vanishes_or_doubles_while_many_threads_write_and_one_reads()
    {
        const int Writers = 4, PerWriter = 20_000;
        var ring = new FinishedSpanBuffer(64, 64);
        var writers = Enumerable.Range(0, Writers).Select(w => Task.Run(() =>
        {
            var spin = default(SpinWait);
            for (var i = 0; i < PerWriter; i++)
            {
                while (!Add(ring, $"{w}:{i}")) spin.SpinOnce();
            }
        })).ToArray();
        var next = new int[Writers];
        var to = new FinishedSpan[32];
        var seen = 0;
        var wait = default(SpinWait);
        while (seen < Writers * PerWriter)
        {
            var taken = ring.Drain(to);
            if (taken == 0) wait.SpinOnce();
            foreach (var span in to[..taken])
            {
                var parts = span.Name.Split(':');
                Assert.Equal(next[int.Parse(parts[0])]++, int.Parse(parts[1]));
            }
            seen += taken;
        }
        await Task.WhenAll(writers);
        Assert.Equal(0, ring.Count);
    }

    [Fact]
    public void What_two_threads_have_added_comes_out_in_the_order_in_which_it_ended()
    {
        var ring = new FinishedSpanBuffer(64, 64);
        using var other = new Writer(ring);
        // Over several sheets of each, and in runs of different lengths.
        for (var i = 0; i < 40; i++)
        {
            if (i % 3 == 0 || i is > 20 and < 30) other.Add($"{i}", endUnixNanos: (ulong)i);
            else Assert.True(Add(ring, $"{i}", endUnixNanos: (ulong)i));
        }
        Assert.Equal(40, ring.Count);
        var to = new FinishedSpan[7];
        var names = new List<string>();
        while (ring.Drain(to) is > 0 and var taken) names.AddRange(to[..taken].Select(span => span.Name));
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"{i}"), names);
        Assert.Equal(0, ring.Count);
    }

    [Fact]
    public void What_an_ended_thread_has_left_comes_out_once_and_its_room_is_there_for_others()
    {
        var ring = new FinishedSpanBuffer(64, 64);
        var to = new FinishedSpan[8];
        // Each begins a sheet, and there are 32.
        for (var i = 0; i < 100; i++)
        {
            using (var writer = new Writer(ring)) writer.Add($"{i}", endUnixNanos: 1);
            Assert.True(Add(ring, "here", endUnixNanos: 2));
            var taken = ring.Drain(to);
            Assert.Equal([$"{i}", "here"], to[..taken].Select(span => span.Name));
            // Whose thread had not quite ended yet is looked at again.
            Assert.Equal(0, ring.Drain(to));
        }
    }

    [Fact]
    public void A_thread_fills_two_rings_in_turn()
    {
        FinishedSpanBuffer[] rings = [new(64, 64), new(64, 64)];
        for (var i = 0; i < 20; i++) Assert.True(Add(rings[i % 2], $"{i}"));
        for (var i = 0; i < 2; i++)
        {
            var to = new FinishedSpan[20];
            Assert.Equal(10, rings[i].Drain(to));
            Assert.Equal(Enumerable.Range(0, 10).Select(n => $"{n * 2 + i}"), to[..10].Select(span => span.Name));
        }
    }

    [Fact]
    public void What_is_on_full_sheets_is_counted_until_it_is_taken()
    {
        var ring = new FinishedSpanBuffer(128, 32);
        Assert.Equal(4, ring.PageLength);
        for (var i = 0; i < 9; i++) Assert.True(Add(ring, "s"));
        Assert.Equal((9, 8), (ring.Count, ring.CountOnFullPages));
        Assert.Equal(5, ring.Drain(new FinishedSpan[5]));
        Assert.Equal((4, 4), (ring.Count, ring.CountOnFullPages));
        Assert.Equal(4, ring.Drain(new FinishedSpan[5]));
        Assert.Equal((0, 0), (ring.Count, ring.CountOnFullPages));
    }

    [Fact]
    public void A_full_ring_is_a_counted_drop_and_not_an_exception()
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
        Assert.Equal((span.StartUnixNanos, span.StartUnixNanos + 5_000_000), (record.StartUnixNanos, record.EndUnixNanos));
        Assert.Equal((7L, 1, SpanMarks.Stashed), (record.MailboxWaitNanos, record.Children, record.Marks));
        Assert.Equal([new Tag("k", 1)], record.Tags.ToArray());
        Assert.Equal((SpanStatus.Error, "why"), (record.Status, record.Details?.StatusMessage));
        Assert.Equal((1, 1), (record.Details!.Events.Length, record.Details.Links.Length));
        Assert.Same(recorded.Tracer, record.Tracer);
    }

    [Fact]
    public void A_place_that_is_used_again_holds_nothing_of_the_span_before()
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
    public void What_has_been_drained_is_not_kept_alive()
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
    public void No_record_is_of_the_default_tracer_and_of_no_trace()
    {
        var none = default(FinishedSpan);
        Assert.Equal(("", default, 0), (none.Name, none.Context, none.Tags.Length));
        Assert.Same(Tracer.Default, none.Tracer);
    }

    private bool Add(FinishedSpanBuffer ring, string name, ulong endUnixNanos = 0)
    {
        var body = new SpanBody();
        body.Begin(default, name, 0, 0);
        body.EndUnixNanos = endUnixNanos;
        return ring.TryAdd(_span, body, ThreadFlow.Here, out _);
    }

    /// <summary>A thread of its own that adds when it is told to, and ends when it is disposed of.</summary>
    private sealed class Writer : IDisposable
    {
        private readonly BlockingCollection<(string Name, ulong EndUnixNanos)> _orders = [];
        private readonly SemaphoreSlim _added = new(0);
        private readonly Thread _thread;

        public Writer(FinishedSpanBuffer ring)
        {
            var tests = new FinishedSpanBufferTests();
            _thread = new Thread(() =>
            {
                foreach (var (name, end) in _orders.GetConsumingEnumerable())
                    if (tests.Add(ring, name, end)) _added.Release();
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
