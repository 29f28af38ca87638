using System.Collections.Concurrent;
using Akka.Actor;

namespace Tracing.Actors.Handlers;

/// <summary>Late writes: work that a handler has left running writes to its span while the actor handles the next
/// messages.</summary>
public abstract class LateWriteLaws(TraceForm form) : TracedKit(form: form)
{
    private const int Messages = 2_000;

    [Fact]
    public async Task A_handler_left_running_never_writes_to_the_span_of_another_message()
    {
        var spans = new ConcurrentDictionary<int, SpanId>();
        var writing = new ConcurrentBag<Task>();
        var actor = Writer();
        InTrace(() =>
        {
            for (var i = 0; i < Messages; i++)
            {
                var number = i;
                // Every second handler writes nothing, so the next span uses the body of its span.
                actor.Say(new Work(() =>
                {
                    if (Span.Current is { } span) spans[number] = span.Context.SpanId;
                    if (number % 2 == 0) writing.Add(Task.Run(() => Span.Current?.SetTag("of", number).AddEvent($"{number}")));
                }));
            }
        });
        var trace = await NextExactTraceAsync();
        await Soon(Task.WhenAll(writing));
        Assert.Equal(Messages, trace.All.Count(span => span.Span.Name.EndsWith(" Work", StringComparison.Ordinal)));
        foreach (var span in trace.All)
        {
            if (span.Span["of"] is { Kind: TagKind.Int, AsInt: var of }) Assert.Equal(spans[(int)of], span.Span.SpanId);
            foreach (var happened in span.Span.Events) Assert.Equal(spans[int.Parse(happened.Name)], span.Span.SpanId);
        }
    }

    [Fact]
    public async Task A_handler_left_running_sends_under_its_own_span()
    {
        var (first, second) = (Writer(), Writer());
        using var gate = new ManualResetEventSlim();
        var (ids, sent) = (new ConcurrentQueue<SpanId>(), new ConcurrentQueue<Task>());
        void Send()
        {
            ids.Enqueue(Span.Current!.Context.SpanId);
            sent.Enqueue(Task.Run(() =>
            {
                gate.Wait(Patience);
                second.Say(new Work(() => { }), ActorRefs.NoSender);
            }));
        }
        InTrace(() =>
        {
            first.Say(new Work(Send));
            first.Say(new Work(Send));
        });
        // Both handlers are done, and their spans are stored, before anything is sent under them.
        Assert.Equal(3, (await NextExactTraceAsync()).All.Count);
        gate.Set();
        await Soon(Task.WhenAll(sent));
        var late = new List<SpanId>();
        for (var whole = await NextTraceAsync(); ; whole = await NextTraceAsync())
        {
            late.AddRange(whole.All.Where(span => span.Span[TracingTags.Detached].AsBool).Select(span => span.Span.ParentSpanId));
            if (late.Distinct().Count() == 2) break;
        }
        Assert.Equal(ids.Select(id => id.Value).Order(), late.Distinct().Select(id => id.Value).Order());
    }

    // Unlike a Step's, their handlers leave the span as it is.
    private IActorRef Writer() => Sys.ActorOf(Form == TraceForm.Explicit
        ? Props.Create(() => new Traced())
        : Props.Create(() => new Plain()));

    private sealed record Work(Action Do);

    private sealed class Traced : TracedReceiveActor
    {
        public Traced() => Receive<Work>(static work => work.Do());
    }

    private sealed class Plain : ReceiveActor
    {
        public Plain() => Receive<Work>(static work => work.Do());
    }
}
