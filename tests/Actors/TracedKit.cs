using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using Tracing.Assembling;
using Tracing.Testing;

namespace Tracing.Actors;

/// <summary>An actor system with a collector in it, whose closed traces a test can read.</summary>
public abstract class TracedKit : TestKit
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly Config _common = """
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        tracing.reporter.interval = 5ms
        tracing.instrumentation { start = "", starts-per-second = 0 }
        """;

    private readonly TraceProbe _traces;

    protected TracedKit(string hocon = "", AssemblerSettings? settings = null, Setup? setup = null,
        TraceForm form = TraceForm.Explicit, string provider = LocalProvider)
        : base(Setups(form == TraceForm.ZeroCode ? $"{provider}\n{hocon}" : hocon, setup))
    {
        Form = form;
        Tracing = ActorTracing.For(Sys);
        _traces = TraceProbe.In(Sys, settings ?? AssemblerSettings.Default);
    }

    /// <summary>Settings with which a trace without counts closes soon.</summary>
    protected static AssemblerSettings SettlesSoon { get; } = new() { Settle = TimeSpan.FromMilliseconds(300) };

    /// <summary>The first message over a connection may take long on a busy machine, and a trace that settles before it
    /// misses what it causes.</summary>
    protected static AssemblerSettings SettlesOverNodes { get; } = new() { Settle = TimeSpan.FromSeconds(2) };

    protected const string LocalProvider = """akka.actor.provider = "Tracing.Actors.TracedLocalProvider, Tracing.Actors" """;

    protected TraceForm Form { get; }

    protected ActorTracing Tracing { get; }

    protected IActorRef Collector => _traces.Collector;

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
    protected async Task<TracedOutcome> NextTraceAsync(TimeSpan? atMost = null) =>
        new(await _traces.NextAsync(atMost ?? Patience));

    protected async Task<TracedOutcome> NextExactTraceAsync() => (await NextTraceAsync()).MustBeExact();

    /// <summary>Checks that all finished spans have been collected, and that no other trace is there, closed or
    /// open.</summary>
    protected Task NoFurtherTraceAsync() => _traces.ExpectNoTraceAsync();

    protected static ActorSystemSetup Setups(string hocon, Setup? other = null)
    {
        var common = BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(hocon).WithFallback(_common));
        return other is null ? ActorSystemSetup.Create(common) : common.And(other);
    }

    /// <summary>Waits for a task, with a limit.</summary>
    protected static Task<T> Soon<T>(Task<T> task) => task.WaitAsync(Patience);

    protected static Task Soon(Task task) => task.WaitAsync(Patience);
}
