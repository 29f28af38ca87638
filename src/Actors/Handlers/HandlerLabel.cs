using Akka.Actor;

namespace Tracing.Actors;

/// <summary>What the spans of one kind of message at one actor have in common: their name and their tags.</summary>
internal sealed record HandlerLabel(string Name, Tag[] Tags)
{
    public const int MaxPerActor = 256;

    /// <summary>The name is the actor's type and the message's, of low cardinality: paths and ids are tags.</summary>
    /// <remarks>Names of tags: OpenTelemetry semantic conventions, "Messaging"; Akka's own under <c>akka.</c></remarks>
    public static HandlerLabel Of(ActorPath path, Type actor, Type message) => new(
        $"{ShortName(actor)} {ShortName(message)}",
        [
            new Tag("messaging.system", "akka"),
            new Tag("messaging.operation.type", "process"),
            new Tag("akka.actor.path", path.ToStringWithoutAddress()),
            new Tag("akka.actor.type", actor.FullName),
            new Tag("akka.message.type", message.FullName),
        ]);

    /// <summary>The type's name as code has it, without namespaces.</summary>
    public static string ShortName(Type type)
    {
        var arity = type.Name.IndexOf('`', StringComparison.Ordinal);
        return arity < 0
            ? type.Name
            : $"{type.Name[..arity]}<{string.Join(',', type.GetGenericArguments().Select(ShortName))}>";
    }
}
