using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Actor.Scheduler;

namespace Tracing.Actors;

/// <summary>The role of one actor under the rules that held when it was decided.</summary>
/// <remarks>A class, so that threads that replace it write one reference, which other threads never see in
/// parts.</remarks>
internal sealed class RuledRole
{
    private readonly InstrumentationRules _rules;
    private readonly int _changes;

    // Most actors get one type of message many times in a row, and the answer depends on the type alone.
    private Type? _lastTraced;
    private Type? _lastUntraced;

    private RuledRole(int changes, InstrumentationRules rules, ActorPath path, Type actor, MailboxSeed seed)
    {
        _changes = changes;
        _rules = rules;
        Role = seed.Relays ? ActorRole.Relays : rules.RoleOf(path, actor, seed.Wish);
        // These open envelopes themselves, and make spans of all that they open.
        if (Role == ActorRole.Hidden && typeof(IOpensEnvelopes).IsAssignableFrom(actor)) Role = ActorRole.None;
        IsOpaque = actor.FullName == "Akka.Cluster.Tools.Client.ClusterClient" && Role != ActorRole.Relays;
        if (IsOpaque) Role = ActorRole.None;
        ChainNanos = rules.ChainNanos;
    }

    /// <inheritdoc cref="InstrumentationRules.ChainNanos"/>
    public long ChainNanos { get; }

    public ActorRole Role { get; }

    /// <summary>False: the rules of some system have changed, so decide again.</summary>
    public bool IsInForce => _changes == Instrumentation.Changes;

    /// <summary>True when a trace that comes with this message goes on at this actor.</summary>
    public bool Traces(object message)
    {
        var type = message.GetType();
        return ReferenceEquals(type, _lastTraced) || !ReferenceEquals(type, _lastUntraced) && TracesType(message, type);
    }

    /// <summary>True when the message gets no span here, and what it causes belongs to its trace.</summary>
    public bool Hides(object message) => MayCarry(message)
        && (Role == ActorRole.Hidden
            || Role is ActorRole.Continues or ActorRole.Starts or ActorRole.Relays
                && !_rules.Traces(message) && _rules.Hides(message));

    /// <summary>True when what the actor does with a message cannot be followed.</summary>
    public bool IsOpaque { get; }

    /// <summary>True when this message starts a trace at this actor if it comes without one.</summary>
    public bool Starts(object message) => Role == ActorRole.Starts && (Traces(message) || StartsAnew(message));

    /// <summary>True when <see cref="Starts"/> is known to be false without deciding it.</summary>
    public bool IsKnownNotToStart(object message) =>
        Role != ActorRole.Starts || ReferenceEquals(message.GetType(), _lastUntraced) && !StartsAnew(message);

    public static RuledRole Of(MailboxSeed seed, ActorPath path, Type actor) =>
        // Read the count before the rules: if they change in between, the role is decided again.
        new(Instrumentation.Changes, seed.Instrumentation.Rules, path, actor, seed);

    // A message that never goes on with a trace, and can start one.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool StartsAnew(object message) => InstrumentationRules.IsDemand(message.GetType());

    private static bool MayCarry(object message) =>
        message is not (IScheduledTellMsg or ReceiveTimeout) && EnvelopeRules.MayWrap(message);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TracesType(object message, Type type)
    {
        if (Role is ActorRole.None or ActorRole.Hidden || !MayCarry(message) || !_rules.Traces(message))
        {
            _lastUntraced = type;
            return false;
        }
        _lastTraced = type;
        return true;
    }
}
