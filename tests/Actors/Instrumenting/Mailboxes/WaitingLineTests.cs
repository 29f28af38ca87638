using Akka.Actor;

namespace Tracing.Actors.Instrumenting.Mailboxes;

/// <summary>The laws of the default mailbox's queue, apart from any actor.</summary>
public sealed class WaitingLineTests
{
    private static readonly IActorRef _nobody = ActorRefs.Nobody;
    private readonly WaitingLine _line = new();

    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(5_000)]
    public void Messages_come_out_in_the_order_in_which_they_went_in_however_many_wait(int count)
    {
        for (var i = 0; i < count; i++) Add(i);
        Assert.Equal(count, _line.Count);
        for (var i = 0; i < count; i++) Assert.Equal(i, Taken().Message);
        Assert.False(_line.TryTake(out _));
        Assert.Equal(0, _line.Count);
    }

    [Fact]
    public void A_line_does_as_a_queue_does_whatever_is_added_and_taken_in_whatever_order()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var (queue, next, added) = (new Queue<int>(), 0, 0);
        for (var turn = 0; turn < 2_000; turn++)
        {
            // Longer bursts now and then, so that it grows while it is half full.
            for (var i = random.Next(random.Next(10) == 0 ? 300 : 30); i > 0; i--, added++)
            {
                Add(added);
                queue.Enqueue(added);
            }
            for (var i = random.Next(40); i > 0; i--)
            {
                var isThere = TryTake(out var waiting);
                Assert.True(isThere == queue.TryDequeue(out next), $"seed {seed}, turn {turn}");
                if (isThere) Assert.True(Equals(next, waiting.Message) && HasOwnTrace(waiting), $"seed {seed}, turn {turn}");
            }
            Assert.True(queue.Count == _line.Count && queue.Count == 0 == _line.IsEmpty, $"seed {seed}, turn {turn}");
        }
    }

    [Fact]
    public async Task No_message_vanishes_doubles_overtakes_or_gets_anothers_trace_while_many_threads_add()
    {
        const int Senders = 4, Each = 200_000;
        var senders = Enumerable.Range(0, Senders).Select(sender => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                Add(i * Senders + sender);
                // Now longer than it was, now empty.
                if (i % 1_000 == 0) Thread.Yield();
            }
        })).ToArray();
        var next = new int[Senders];
        for (var taken = 0; taken < Senders * Each;)
        {
            if (!TryTake(out var waiting))
            {
                // What all had added by then is there: it is not slow, it is lost.
                if (senders.All(sender => sender.IsCompleted) && _line.IsEmpty && !_line.TryTake(out waiting))
                    Assert.Fail($"{Senders * Each - taken} messages are missing");
                if (waiting.Message is null) continue;
            }
            var number = (int)waiting.Message;
            Assert.Equal(next[number % Senders]++, number / Senders);
            Assert.True(HasOwnTrace(waiting));
            taken++;
        }
        await Task.WhenAll(senders);
        Assert.True(_line.IsEmpty);
    }

    [Fact]
    public void A_line_that_is_long_enough_allocates_nothing()
    {
        object message = 1;
        for (var i = 0; i < 100; i++) _line.Add(message, _nobody, message, 1);
        while (_line.TryTake(out _)) { }
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            _line.Add(message, _nobody);
            _line.Add(message, _nobody, message, 1);
            if (i % 20 < 10) continue;
            for (var n = 0; n < 4; n++) _line.TryTake(out _);
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.True(_line.IsEmpty);
    }

    [Fact]
    public void A_line_keeps_nothing_alive_that_has_been_taken()
    {
        var messages = AddAndTake();
        GC.Collect();
        Assert.DoesNotContain(messages, static message => message.IsAlive);
        GC.KeepAlive(_line);
    }

    private WeakReference[] AddAndTake()
    {
        var messages = new WeakReference[200];
        for (var i = 0; i < 100; i++)
        {
            var (message, trace) = (new object(), new object());
            (messages[2 * i], messages[2 * i + 1]) = (new WeakReference(message), new WeakReference(trace));
            _line.Add(new Waiting(message, _nobody, trace));
        }
        while (_line.TryTake(out _)) { }
        return messages;
    }

    // Every third has a trace: a place that had one is used by a message that has none.
    private void Add(int number)
    {
        if (number % 3 == 0) _line.Add(number, _nobody, $"trace of {number}", number);
        else _line.Add(number, _nobody);
    }

    private static bool HasOwnTrace(in Waiting waiting)
    {
        var number = (int)waiting.Message;
        return number % 3 == 0
            ? waiting.Trace is string trace && trace == $"trace of {number}" && waiting.SentMonotonicNanos == number
            : waiting is { Trace: null, SentMonotonicNanos: 0 };
    }

    // As a mailbox does: the short ways first.
    private bool TryTake(out Waiting waiting)
    {
        var next = _line.TakeUntraced();
        waiting = new Waiting(next.Message, next.Sender);
        if (next.Message is not null) return true;
        next = _line.TakeTraced(out var trace, out var sent);
        waiting = new Waiting(next.Message, next.Sender, trace, sent);
        return trace is not null || _line.TryTake(out waiting);
    }

    private Waiting Taken()
    {
        Assert.True(TryTake(out var waiting));
        return waiting;
    }
}
