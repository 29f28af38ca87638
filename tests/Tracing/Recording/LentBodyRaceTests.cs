using System.Globalization;

namespace Tracing.Recording;

/// <summary>Threads write to spans while the bodies of the spans go from message to message.</summary>
public sealed class LentBodyRaceTests
{
    private const int Messages = 300_000;
    private const int Writers = 4;

    private readonly SpanRecorder _recorder = new(new RecorderSettings { BufferCapacity = 1024 });
    private readonly FinishedSpan[] _batch = new FinishedSpan[1024];
    private volatile Message? _newest;
    private volatile bool _isOver;
    private SpanBody? _spare;
    private int _reused;
    private int _kept;
    private int _written;

    [Fact]
    public void No_write_ever_reaches_another_messages_span()
    {
        var strays = new string?[Writers];
        var threads = Enumerable.Range(0, Writers).Select(writer => new Thread(() => strays[writer] = Write(writer))).ToArray();
        foreach (var thread in threads) thread.Start();
        var stray = Handle();
        _isOver = true;
        foreach (var thread in threads) thread.Join();

        Assert.Null(stray);
        Assert.All(strays, Assert.Null);
        // Checks that the test exercised the race: bodies went on, bodies stayed, and writes were recorded.
        Assert.True(_reused > 1_000, $"{_reused} bodies went on to the next message");
        Assert.True(_kept > 1_000, $"{_kept} bodies stayed with the span that was written to");
        Assert.True(_written > 1_000, $"{_written} writes were recorded");
    }

    private string? Handle()
    {
        var tracer = _recorder.TracerFor("test");
        var trace = TraceId.NewRandom();
        string? stray = null;
        for (var i = 1; i <= Messages && stray is null; i++)
        {
            var caller = new TraceContext(trace, new SpanId((ulong)i), TraceFlags.Sampled);
            var span = tracer.Start(i.ToString(CultureInfo.InvariantCulture), caller, SpanKind.Consumer, i, ref _spare);
            _newest = new Message(span, i);
            // Handlers of different lengths: none, about as long as a write, longer.
            Thread.SpinWait(i % 64);
            span.EndNow(ref _spare);
            if (_spare is null) _kept++;
            else _reused++;
            if (i % _batch.Length == 0 || i == Messages) stray = StrayIn(_batch.AsSpan(0, _recorder.Drain(_batch)));
        }
        return stray;
    }

    private string? Write(int writer)
    {
        while (!_isOver)
        {
            if (_newest is not { } at) continue;
            var (span, number) = (at.Span, at.Number);
            switch ((number + writer) % 3)
            {
                case 0: span.SetTag("of", number); break;
                case 1: span.AddEvent("of", new Tag("of", number)); break;
                default: span.Rename($"{number} renamed"); break;
            }
            // Reads for about as long as a handler takes, so that some reads meet the body on its way to the next span.
            for (var i = 0; i < 8; i++)
            {
                var stray = StrayIn(span.Name, span.Context.ParentSpanId, span.MailboxWaitNanos, number);
                if (stray is not null) return stray;
            }
            // The span may give its body back at any point of this loop.
            foreach (var tag in span.Tags)
                if (tag.Key is not null && tag.Value.AsInt != number) return $"{tag} seen on span {number}";
        }
        return null;
    }

    private static string? StrayIn(string name, SpanId parent, long wait, long number)
    {
        var own = number.ToString(CultureInfo.InvariantCulture);
        if (name != "" && name != own && name != $"{own} renamed") return $"name {name} seen on span {number}";
        if (!parent.IsNone && parent.Value != (ulong)number) return $"parent {parent.Value} seen on span {number}";
        return wait == -1 ? null : $"a wait of {wait} seen on span {number}";
    }

    private string? StrayIn(ReadOnlySpan<FinishedSpan> records)
    {
        foreach (ref readonly var record in records)
        {
            var number = (long)record.Context.ParentSpanId.Value;
            if (StrayIn(record.Name, record.Context.ParentSpanId, record.MailboxWaitNanos, number) is { } stray) return stray;
            if (record.Name.EndsWith('d')) _written++;
            foreach (var tag in record.Tags)
            {
                if (tag.Key is null) continue;
                _written++;
                if (tag.Value.AsInt != number) return $"{tag} recorded of span {number}";
            }
            foreach (var happened in record.Details?.Events ?? [])
            {
                _written++;
                if (happened.Tags[0].Value.AsInt != number) return $"{happened} recorded of span {number}";
            }
        }
        return null;
    }

    private sealed record Message(Span Span, long Number);
}
