namespace Tracing.Recording;

public class SpanRingTests
{
    private readonly Tracer _tracer = new Recorded().Tracer;

    [Fact]
    public void Spans_come_out_in_the_order_in_which_they_went_in()
    {
        var ring = new SpanRing(8);
        var spans = Enumerable.Range(0, 6).Select(i => _tracer.StartRoot($"{i}")).ToArray();
        foreach (var span in spans) Assert.True(ring.TryAdd(span));
        var to = new Span[10];
        Assert.Equal(6, ring.Drain(to));
        Assert.Equal(spans, to[..6]);
    }

    [Fact]
    public void A_full_ring_refuses_and_takes_again_after_a_drain()
    {
        var ring = new SpanRing(2);
        var span = _tracer.StartRoot("s");
        Assert.True(ring.TryAdd(span) && ring.TryAdd(span));
        Assert.False(ring.TryAdd(span));
        Assert.Equal(1, ring.Drain(new Span[1]));
        Assert.True(ring.TryAdd(span));
    }

    [Fact]
    public async Task No_span_vanishes_or_doubles_while_many_threads_write_and_one_reads()
    {
        const int Writers = 4, PerWriter = 20_000;
        var ring = new SpanRing(64);
        var writers = Enumerable.Range(0, Writers).Select(w => Task.Run(() =>
        {
            var spin = default(SpinWait);
            for (var i = 0; i < PerWriter; i++)
            {
                var span = _tracer.StartRoot($"{w}:{i}");
                while (!ring.TryAdd(span)) spin.SpinOnce();
            }
        })).ToArray();
        var next = new int[Writers];
        var to = new Span[32];
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
    public void A_full_ring_is_a_counted_drop_and_not_an_exception()
    {
        var recorded = new Recorded(s => s with { RingCapacity = 2 });
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
}
