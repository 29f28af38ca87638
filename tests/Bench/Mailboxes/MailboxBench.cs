using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Akka.Dispatch.MessageQueues;
using Tracing.Actors;

namespace Tracing.Bench.Mailboxes;

/// <summary>Measures what the default mailbox's queue costs a message, beside Akka.NET's own, in one process and in turn.</summary>
internal sealed class MailboxBench : IBench
{
    private const int Rounds = 200;
    private const int WarmUps = 50;
    private const int Messages = 60_000;
    private const int Burst = 10_000;

    /// <summary>Bursts that may wait: who takes waits for nobody, and who adds is not far ahead.</summary>
    private const int BurstsAhead = 2;

    private static readonly object _message = new();
    private static readonly MessageTrace _trace = new ArrivedContext(default, 0);
    private static readonly IActorRef _sender = ActorRefs.Nobody;

    private int _work;

    public void Run(TextWriter output)
    {
        (string What, Func<(double, double)> Round)[] queues =
        [
            ("Akka.NET's", Rounder(new Akkas(new UnboundedMessageQueue()))),
            ("ours", Rounder(new Untraced(new WaitingLine()))),
            ("ours, all traced", Rounder(new Traced(new WaitingLine()))),
        ];
        output.WriteLine("queue             | one thread | two threads");
        output.WriteLine("------------------+------------+------------");
        var (alone, shared) = (Table(), Table());
        for (var round = -WarmUps; round < Rounds; round++)
        {
            for (var i = 0; i < queues.Length; i++)
            {
                var (one, two) = queues[i].Round();
                if (round < 0) continue;
                alone[i].Add(one);
                shared[i].Add(two);
            }
        }
        for (var i = 0; i < queues.Length; i++)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{queues[i].What,-17} | {Median(alone[i]),7:0.0} ns | {Median(shared[i]),8:0.0} ns"));
        }
        output.WriteLine($"\nns for a message in and out, medians of {Rounds} rounds of {Messages} messages; both sides do a few ns of work on each.");

        List<double>[] Table() => [.. queues.Select(static _ => new List<double>())];
    }

    // Compiled for each queue by itself: the compiler favours what it sees first.
    private Func<(double, double)> Rounder<T>(T queue) where T : struct, IQueue =>
        () => (OnOneThread(queue), BetweenTwo(queue));

    private static double OnOneThread<T>(T queue) where T : struct, IQueue
    {
        var from = Stopwatch.GetTimestamp();
        for (var sent = 0; sent < Messages; sent += Burst)
        {
            for (var i = 0; i < Burst; i++) queue.Add();
            for (var i = 0; i < Burst; i++) queue.Take();
        }
        return Stopwatch.GetElapsedTime(from).TotalNanoseconds / Messages;
    }

    private double BetweenTwo<T>(T queue) where T : struct, IQueue
    {
        using var room = new SemaphoreSlim(BurstsAhead);
        var adding = new Thread(() =>
        {
            var work = 0;
            for (var sent = 0; sent < Messages; sent++)
            {
                if (sent % Burst == 0) room.Wait();
                queue.Add();
                work = Worked(work);
            }
            _work += work;
        });
        var from = Stopwatch.GetTimestamp();
        adding.Start();
        for (var taken = 0; taken < Messages;)
        {
            if (!queue.Take())
            {
                Thread.SpinWait(30);
                continue;
            }
            _work = Worked(_work);
            if (++taken % Burst == 0) room.Release();
        }
        adding.Join();
        return Stopwatch.GetElapsedTime(from).TotalNanoseconds / Messages;
    }

    private static int Worked(int from)
    {
        for (var i = 0; i < 30; i++) from += i;
        return from;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    private interface IQueue
    {
        void Add();

        bool Take();
    }

    private readonly struct Akkas(UnboundedMessageQueue queue) : IQueue
    {
        public void Add() => queue.Enqueue(_sender, new Envelope(_message, _sender));

        public bool Take() => queue.TryDequeue(out _);
    }

    private readonly struct Untraced(WaitingLine line) : IQueue
    {
        public void Add() => line.Add(_message, _sender);

        public bool Take() => line.TakeUntraced().Message is not null || line.TryTake(out _);
    }

    private readonly struct Traced(WaitingLine line) : IQueue
    {
        public void Add() => line.Add(_message, _sender, _trace, 0);

        public bool Take()
        {
            line.TakeTraced(out var trace, out _);
            return !trace.IsNone || line.TryTake(out _);
        }
    }
}
