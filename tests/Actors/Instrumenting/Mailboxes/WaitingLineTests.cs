using Akka.Actor;

namespace Tracing.Actors.Instrumenting.Mailboxes;

/// <summary>The laws of the default mailbox's queue, without actors.</summary>
public sealed class WaitingLineTests
{
    private static readonly IActorRef _nobody = ActorRefs.Nobody;
    private static readonly MessageTrace _trace = Numbered(-1);
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
    public void A_line_behaves_like_a_queue_in_any_order_of_adding_and_taking()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var (queue, next, added) = (new Queue<int>(), 0, 0);
        for (var turn = 0; turn < 2_000; turn++)
        {
            // Some bursts are longer, so that the line grows while it is not empty.
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
                // So that the line grows at times, and runs empty at times.
                if (i % 1_000 == 0) Thread.Yield();
            }
        })).ToArray();
        var next = new int[Senders];
        for (var taken = 0; taken < Senders * Each;)
        {
            if (!TryTake(out var waiting))
            {
                // All senders are done, so a message that is not there now is lost.
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
        for (var i = 0; i < 100; i++) _line.Add(message, _nobody, _trace, 1);
        while (_line.TryTake(out _)) { }
        var allocated = Allocations.Least(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                _line.Add(message, _nobody);
                _line.Add(message, _nobody, _trace, 1);
                if (i % 20 < 10) continue;
                for (var n = 0; n < 4; n++) _line.TryTake(out _);
            }
        });
        Assert.Equal(0, allocated);
        Assert.True(_line.IsEmpty);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    public void Each_message_gets_its_own_trace_however_few_have_one(int everyNth)
    {
        var next = 0;
        // Growing at first, then a few at a time, so that slots are used more than once.
        for (var (added, round) = (0, 0); round < 300; round++)
        {
            for (var i = round < 10 ? 3_000 : 70; i > 0; i--, added++)
            {
                if (added % everyNth == 0) _line.Add(added, _nobody, Numbered(added), added);
                else _line.Add(added, _nobody);
            }
            for (; next < added - (round < 10 ? 0 : 30); next++) AssertNext();
        }
        while (!_line.IsEmpty)
        {
            AssertNext();
            next++;
        }
        Assert.Equal(30_000 + 290 * 70, next);

        void AssertNext()
        {
            var taken = Taken();
            Assert.Equal(next, taken.Message);
            Assert.Equal(next % everyNth == 0 ? Numbered(next) : default, taken.Trace);
        }
    }

    [Fact]
    public void A_segment_at_its_last_position_takes_no_more_and_the_next_one_goes_on()
    {
        var segment = new LineSegment(32, 32, LineSegment.LastPosition - 5);
        for (var i = 0; i < 5; i++) Assert.True(i % 2 == 0 ? segment.TryAdd(i, _nobody) : segment.TryAdd(i, _nobody, _trace, i));
        Assert.False(segment.TryAdd(5, _nobody));
        Assert.False(segment.TryAdd(5, _nobody, _trace, 5));
        Assert.Equal(5, segment.Count);
        segment.CloseBefore(segment.Longer());
        for (var i = 0; i < 5; i++)
        {
            Assert.True(segment.TryTake(out var waiting));
            Assert.Equal(i, waiting.Message);
            Assert.Equal(i % 2 == 0 ? default : _trace, waiting.Trace);
            Assert.False(segment.TryAdd(5, _nobody));
        }
        Assert.Equal(0, segment.Count);
        Assert.True(segment.Next!.TryAdd(5, _nobody, _trace, 5));
    }

    [Fact]
    public void The_count_of_traced_messages_in_a_segment_may_wrap()
    {
        // The count wraps at 2^22. The segment must seem neither closed nor full then.
        var segment = new LineSegment(4, 2);
        for (var i = 0; i < (1 << 22) + 10; i += 2)
        {
            Assert.True(segment.TryAdd(_line, _nobody, _trace, i) && segment.TryAdd(_line, _nobody, _trace, i + 1));
            Assert.False(segment.TryAdd(_line, _nobody, _trace, i + 2));
            Assert.True(segment.TryTake(out var first));
            Assert.True(segment.TryTake(out var second));
            if (!(first.SentMonotonicNanos == i && second.SentMonotonicNanos == i + 1)) Assert.Fail($"{i}: {first}, {second}");
            Assert.False(segment.TryTake(out _));
        }
    }

    [Fact]
    public async Task A_closed_line_gives_out_all_that_was_added_before_and_accepts_nothing_more()
    {
        const int Senders = 4, Each = 300;
        for (var round = 0; round < 3_000; round++)
        {
            var line = new WaitingLine();
            using var begun = new CountdownEvent(Senders);
            var senders = Enumerable.Range(0, Senders).Select(sender => Task.Run(() =>
            {
                var taken = 0;
                begun.Signal();
                while (taken < Each && (sender % 2 == 0 ? line.Add("x", _nobody) : line.Add("x", _nobody, _trace, 1))) taken++;
                return taken;
            })).ToArray();
            begun.Wait();
            Thread.SpinWait(round % 100 * 10);
            line.Close();
            var left = 0;
            while (line.TryTake(out _)) left++;
            line.Release();
            Assert.Equal((await Task.WhenAll(senders)).Sum(), left);
            Assert.False(line.Add("x", _nobody) || line.Add("x", _nobody, _trace, 1) || line.TryTake(out _));
            Assert.True(line is { IsEmpty: true, Count: 0 });
        }
    }

    [Fact]
    public void A_line_keeps_no_taken_message_alive()
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
            var (message, trace) = (new object(), new ArrivedContext(default, i));
            (messages[2 * i], messages[2 * i + 1]) = (new WeakReference(message), new WeakReference(trace));
            _line.Add(new Waiting(message, _nobody, trace));
        }
        while (_line.TryTake(out _)) { }
        return messages;
    }

    // Two traces are equal when their numbers are.
    private static MessageTrace Numbered(int number) => new ArrivedContext(default, number);

    // Every third has a trace, so slots are used in turn by messages with and without one.
    private void Add(int number)
    {
        if (number % 3 == 0) _line.Add(number, _nobody, Numbered(number), number);
        else _line.Add(number, _nobody);
    }

    private static bool HasOwnTrace(in Waiting waiting)
    {
        var number = (int)waiting.Message;
        return number % 3 == 0
            ? waiting.Trace == Numbered(number) && waiting.SentMonotonicNanos == number
            : waiting is { Trace.IsNone: true, SentMonotonicNanos: 0 };
    }

    // In the order in which the mailbox tries.
    private bool TryTake(out Waiting waiting)
    {
        var next = _line.TakeUntraced();
        waiting = new Waiting(next.Message, next.Sender);
        if (next.Message is not null) return true;
        next = _line.TakeTraced(out var trace, out var sent);
        waiting = new Waiting(next.Message, next.Sender, trace, sent);
        return !trace.IsNone || _line.TryTake(out waiting);
    }

    private Waiting Taken()
    {
        Assert.True(TryTake(out var waiting));
        return waiting;
    }
}
