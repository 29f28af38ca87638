using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Actor.Scheduler;

namespace Tracing.Actors;

/// <summary>An actor's role, and the rules by which it was decided.</summary>
/// <remarks>A class, because senders on any thread replace it: a reference is never seen half written.</remarks>
internal sealed class RuledRole
{
    private readonly InstrumentationRules _rules;
    private readonly int _changes;

    // Of messages that are traced, and of those that are not; most actors get one type many times in a row.
    private Type? _lastTraced;
    private Type? _lastUntraced;

    private RuledRole(int changes, InstrumentationRules rules, ActorPath path, Type actor, MailboxSeed seed)
    {
        _changes = changes;
        _rules = rules;
        Role = seed.Relays ? ActorRole.Relays : rules.RoleOf(path, actor, seed.Wish);
    }

    public ActorRole Role { get; }

    /// <summary>False: some system's rules have changed since.</summary>
    public bool IsInForce => _changes == Instrumentation.Changes;

    /// <summary>Whether this message's trace goes on at this actor; the answer is the same for each of its type.</summary>
    public bool Traces(object message)
    {
        var type = message.GetType();
        return ReferenceEquals(type, _lastTraced) || !ReferenceEquals(type, _lastUntraced) && TracesToo(message, type);
    }

    /// <summary>Whether this message starts a trace at this actor, if it comes without one; likewise.</summary>
    public bool Starts(object message) => Role == ActorRole.Starts && Traces(message);

    /// <summary>As the contrary of <see cref="Starts"/>, where that can be told at once.</summary>
    public bool IsKnownNotToStart(object message) =>
        Role != ActorRole.Starts || ReferenceEquals(message.GetType(), _lastUntraced);

    public static RuledRole Of(MailboxSeed seed, ActorPath path, Type actor) =>
        // The count first: rules that change meanwhile are asked for again.
        new(Instrumentation.Changes, seed.Instrumentation.Rules, path, actor, seed);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TracesToo(object message, Type type)
    {
        if (Role == ActorRole.None || message is IScheduledTellMsg or ReceiveTimeout
            || !EnvelopeRules.MayWrap(message) || !_rules.Traces(message))
        {
            _lastUntraced = type;
            return false;
        }
        _lastTraced = type;
        return true;
    }
}
