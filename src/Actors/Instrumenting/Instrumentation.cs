using Akka.Actor;
using Tracing.Configuration;

namespace Tracing.Actors;

/// <summary>The instrumentation of one actor system: its rules, its parts, and the way to its tracing.</summary>
/// <remarks>Any thread.</remarks>
internal sealed class Instrumentation : IInstrumentation
{
    private static volatile int _changes;

    private readonly ActorSystem _system;
    private InstrumentationRules _rules;
    private ActorTracing? _tracing;

    public Instrumentation(ActorSystem system)
    {
        ActivityBridge.Watch();
        _system = system;
        ActorTracing.RefuseUnknownKeys(system.Settings.Config);
        system.Settings.InjectTopLevelFallback(ActorTracing.Reference);
        var config = new ConfigReader(new HoconSource(system.Settings.Config));
        // Tracing reads these again when it starts, with the first actor; unusable values must stop the system now.
        ActorTracingSettings.Read(system.Settings.Config, system.Name);
        Parts = InstrumentationParts.Read(config, () => Akka.Event.Logging.GetLogger(system, "tracing"));
        _rules = Put(InstrumentationSettings.Read(config));
    }

    /// <summary>Counts changes of rules in all systems of this process, so that one look tells a cell whether its own
    /// still hold.</summary>
    public static int Changes => _changes;

    public InstrumentationRules Rules => Volatile.Read(ref _rules);

    public InstrumentationParts Parts { get; }

    /// <summary>Null until tracing has started, with the first actor at the latest.</summary>
    public ActorTracing? Started => Volatile.Read(ref _tracing);

    public ActorTracing Tracing => Volatile.Read(ref _tracing) ?? ActorTracing.For(_system);

    InstrumentationSettings IInstrumentation.Settings
    {
        get => Rules.Settings;
        set => Put(value);
    }

    public static Instrumentation? Of(ActorSystem system) =>
        system is ExtendedActorSystem { Provider: { } provider } ? Of(provider) : null;

    public static Instrumentation? Of(IActorRefProvider provider) =>
        (provider as IInstrumentedProvider)?.Instrumentation as Instrumentation;

    void IInstrumentation.Started(ActorTracing tracing) => Volatile.Write(ref _tracing, tracing);

    private InstrumentationRules Put(InstrumentationSettings settings)
    {
        var rules = new InstrumentationRules(settings);
        // Before the new rules are seen: only while this is on is a message without a trace looked at.
        if (rules.Starts)
        {
            TracingInUse.TurnOn();
            StartsAnywhere.TurnOn();
        }
        Volatile.Write(ref _rules, rules);
        Interlocked.Increment(ref _changes);
        return rules;
    }
}
