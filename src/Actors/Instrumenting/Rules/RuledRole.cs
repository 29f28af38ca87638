using Akka.Actor;

namespace Tracing.Actors;

/// <summary>An actor's role, and the rules by which it was decided.</summary>
/// <remarks>A class, because senders on any thread replace it: a reference is never seen half written.</remarks>
internal sealed class RuledRole
{
    private readonly ActorPath _path;
    private readonly Type _actor;

    private RuledRole(InstrumentationRules rules, ActorPath path, Type actor, bool? wish)
    {
        _path = path;
        _actor = actor;
        Rules = rules;
        Role = rules.RoleOf(path, actor, wish);
    }

    public InstrumentationRules Rules { get; }

    public ActorRole Role { get; }

    public static RuledRole Of(MailboxSeed seed, ActorPath path, Type actor) =>
        new(seed.Instrumentation.Rules, path, actor, seed.Wish);

    public RuledRole Under(InstrumentationRules rules, MailboxSeed seed) => new(rules, _path, _actor, seed.Wish);
}
