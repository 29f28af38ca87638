using System.Collections.Immutable;
using System.Threading.Channels;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using Tracing.Assembling;
using Tracing.Contracts;

namespace Tracing.Actors;

/// <summary>An actor system with a collector in it, whose closed traces a test can read.</summary>
public abstract class TracedKit : TestKit, ITraceSink
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly Config _common = """
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        tracing.reporter.interval = 5ms
        """;

    private readonly Channel<ClosedTrace> _closed = Channel.CreateUnbounded<ClosedTrace>();
    private readonly IActorRef _collector;

    protected TracedKit(string hocon = "", AssemblerSettings? settings = null, Setup? setup = null,
        TraceForm form = TraceForm.Explicit, string provider = LocalProvider)
        : base(Setups(form == TraceForm.ZeroCode ? $"{provider}\n{hocon}" : hocon, setup))
    {
        Form = form;
        Tracing = ActorTracing.For(Sys);
        _collector = Sys.ActorOf(CollectorActor.Props(settings ?? AssemblerSettings.Default, this));
        Tracing.ReportTo(_collector);
    }

    /// <summary>Settings with which a trace without counts closes soon.</summary>
    protected static AssemblerSettings SettlesSoon { get; } = new() { Settle = TimeSpan.FromMilliseconds(300) };

    protected const string LocalProvider = """akka.actor.provider = "Tracing.Actors.TracedLocalProvider, Tracing.Actors" """;

    protected TraceForm Form { get; }

    protected ActorTracing Tracing { get; }

    protected IActorRef Collector => _collector;

    ValueTask ITraceSink.PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping)
    {
        foreach (var trace in traces) _closed.Writer.TryWrite(trace);
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs a body as the root of a new trace, for a test to send from.</summary>
    protected void InTrace(Action body) => Spans.RunRoot("test", body, Tracing.Tracer);

    protected Task InTraceAsync(Func<Task> body) => Spans.RunRootAsync("test", body, Tracing.Tracer);

    protected IActorRef Stepper(string? name = null) => Sys.ActorOf(StepProps(), name);

    protected Props StepProps(StepHooks? hooks = null) => Form == TraceForm.Explicit
        ? Props.Create(() => new StepActor(hooks))
        : Props.Create(() => new PlainStepActor(hooks));

    protected Props UntypedStepProps() => Form == TraceForm.Explicit
        ? Props.Create(() => new UntypedStepActor())
        : Props.Create(() => new PlainUntypedStepActor());

    /// <summary>Returns the next trace that closes; the test fails when none does.</summary>
    protected async Task<TracedOutcome> NextTraceAsync(TimeSpan? atMost = null)
    {
        using var patience = new CancellationTokenSource(atMost ?? Patience);
        return new TracedOutcome(await _closed.Reader.ReadAsync(patience.Token));
    }

    protected async Task<TracedOutcome> NextExactTraceAsync() => (await NextTraceAsync()).MustBeExact();

    /// <summary>Checks that all finished spans have been collected, and that no other trace is there, closed or
    /// open.</summary>
    protected async Task NoFurtherTraceAsync()
    {
        Assert.True(await Tracing.DrainAsync(Patience));
        await _collector.Ask<CollectorActor.Flushed>(CollectorActor.Flush.Instance, Patience);
        Assert.False(_closed.Reader.TryRead(out var left), $"left over: {left?.Completeness}");
    }

    protected static ActorSystemSetup Setups(string hocon, Setup? other = null)
    {
        var common = BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(hocon).WithFallback(_common));
        return other is null ? ActorSystemSetup.Create(common) : common.And(other);
    }

    /// <summary>Waits for a task, with a limit.</summary>
    protected static Task<T> Soon<T>(Task<T> task) => task.WaitAsync(Patience);

    protected static Task Soon(Task task) => task.WaitAsync(Patience);
}
