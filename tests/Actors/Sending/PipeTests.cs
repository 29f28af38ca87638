using Akka.Actor;

namespace Tracing.Actors.Sending;

public class PipeTests : TracedKit
{
    private readonly TaskCompletionSource<string> _work = new();

    [Fact]
    public async Task The_outcome_of_a_task_is_a_child_of_the_handler_that_piped_it_after_that_has_ended()
    {
        var a = Stepper();
        Pipe(a, c => _work.Task.PipeToTraced(c.Self, success: text => Step.Of($"piped {text}")));
        _work.SetResult("42");
        Assert.Equal("test(A(piped 42))", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_failed_task_is_a_child_too_and_arrives_as_status_failure()
    {
        var cause = new TaskCompletionSource<Exception>();
        var a = Sys.ActorOf(Props.Create(() => new Failable(cause)));
        Pipe(a, c => _work.Task.PipeToTraced(c.Self));
        _work.SetException(new InvalidOperationException("no"));
        Assert.Equal("no", (await Soon(cause.Task)).Message);
        Assert.Equal("test(A(Failable Failure))", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_failure_is_what_its_function_makes_of_it()
    {
        var a = Stepper();
        Pipe(a, c => _work.Task.PipeToTraced(c.Self, failure: e => Step.Of($"failed {e.Message}")));
        _work.SetException(new InvalidOperationException("no"));
        Assert.Equal("test(A(failed no))", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_task_without_a_result_is_piped_as_what_its_function_says()
    {
        var a = Stepper();
        Pipe(a, c => ((Task)_work.Task).PipeToTraced(c.Self, () => Step.Of("done")));
        _work.SetResult("");
        Assert.Equal("test(A(done))", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_function_that_throws_makes_a_failure_and_one_child()
    {
        var a = Stepper();
        Pipe(a, c => _work.Task.PipeToTraced(c.Self,
            success: _ => throw new InvalidOperationException("no"), failure: e => Step.Of($"failed {e.Message}")));
        _work.SetResult("");
        Assert.Equal("test(A(failed no))", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_result_of_null_arrives_as_a_failure_and_is_one_child()
    {
        var a = Stepper();
        Pipe(a, c => _work.Task.PipeToTraced(c.Self, success: _ => null!, failure: _ => Step.Of("failed")));
        _work.SetResult("");
        Assert.Equal("test(A(failed))", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_piped_message_that_must_not_be_wrapped_goes_bare_and_its_send_is_the_child()
    {
        var (a, b) = (Stepper(), Stepper());
        Watch(b);
        Pipe(a, _ => _work.Task.PipeToTraced(b, success: _ => PoisonPill.Instance));
        _work.SetResult("");
        await ExpectTerminatedAsync(b);
        Assert.Equal("test(A(tell PoisonPill))", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task An_asker_gets_a_piped_answer_bare()
    {
        var a = Stepper();
        await InTraceAsync(async () =>
        {
            var reply = a.AskTraced<object>(new Step("A", c => _work.Task.PipeToTraced(c.Sender)), Patience);
            _work.SetResult("raw");
            Assert.Equal("raw", await reply);
        });
        Assert.Equal("test(A)", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task Without_a_trace_it_pipes_as_Akka_does()
    {
        _work.SetResult("raw");
        await _work.Task.PipeToTraced(TestActor);
        await ExpectMsgAsync("raw");
        await ((Task)_work.Task).PipeToTraced(TestActor, () => "done");
        await ExpectMsgAsync("done");
        await NoFurtherTraceAsync();
    }

    private void Pipe(IActorRef actor, Action<IActorContext> body) => InTrace(() => actor.TellTraced(new Step("A", body)));

    private sealed class Failable : StepActor
    {
        public Failable(TaskCompletionSource<Exception> cause) => Receive<Status.Failure>(f => cause.SetResult(f.Cause));
    }
}
