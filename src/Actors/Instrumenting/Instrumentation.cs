using Akka.Actor;
using Tracing.Configuration;

namespace Tracing.Actors;

/// <summary>The instrumentation of one actor system: its rules, and the way to its tracing.</summary>
/// <remarks>Any thread.</remarks>
internal sealed class Instrumentation
{
    private static volatile bool _startAnywhere;
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
        // Read again when tracing starts, with the first actor; what is wrong with them is said now.
        ActorTracingSettings.Read(config, system.Name);
        Parts = InstrumentationParts.Read(config, system.Log);
        _rules = Put(InstrumentationSettings.Read(config));
    }

    /// <summary>Some system of this process has actors that start traces.</summary>
    public static bool StartAnywhere => _startAnywhere;

    /// <summary>How often any system of this process has been given rules: one look tells each cell whether its own still
    /// hold.</summary>
    public static int Changes => _changes;

    public InstrumentationRules Rules => Volatile.Read(ref _rules);

    public InstrumentationParts Parts { get; }

    /// <summary>Null before the first actor.</summary>
    public ActorTracing? Started => Volatile.Read(ref _tracing);

    public ActorTracing Tracing => Volatile.Read(ref _tracing) ?? StartTracing();

    public static Instrumentation? Of(ActorSystem system) =>
        system is ExtendedActorSystem { Provider: ITracedProvider provider } ? provider.Instrumentation : null;

    public InstrumentationRules Put(InstrumentationSettings settings)
    {
        var rules = new InstrumentationRules(settings);
        // Before the rules are seen: a message without a trace is looked at only while this is on.
        if (rules.Starts)
        {
            TracingInUse.TurnOn();
            _startAnywhere = true;
        }
        Volatile.Write(ref _rules, rules);
        Interlocked.Increment(ref _changes);
        return rules;
    }

    private ActorTracing StartTracing()
    {
        var tracing = ActorTracing.For(_system);
        Volatile.Write(ref _tracing, tracing);
        return tracing;
    }
}
