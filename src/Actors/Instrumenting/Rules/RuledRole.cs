using Akka.Actor;

namespace Tracing.Actors;

/// <summary>An actor's role, and the rules by which it was decided.</summary>
/// <remarks>A class, because senders on any thread replace it: a reference is never seen half written.</remarks>
internal sealed class RuledRole
{
    private readonly ActorPath _path;
    private readonly Type _actor;

    private RuledRole(InstrumentationRules rules, ActorPath path, Type actor, MailboxSeed seed)
    {
        _path = path;
        _actor = actor;
        Rules = rules;
        Role = seed.Relays ? ActorRole.Relays : rules.RoleOf(path, actor, seed.Wish);
    }

    public InstrumentationRules Rules { get; }

    public ActorRole Role { get; }

    public static RuledRole Of(MailboxSeed seed, ActorPath path, Type actor) =>
        new(seed.Instrumentation.Rules, path, actor, seed);

    public RuledRole Under(InstrumentationRules rules, MailboxSeed seed) => new(rules, _path, _actor, seed);
}
