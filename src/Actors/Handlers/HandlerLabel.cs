using Akka.Actor;

namespace Tracing.Actors;

/// <summary>What the spans of one kind of message at one actor have in common: their name and their tags.</summary>
internal sealed class HandlerLabel
{
    public const int MaxPerActor = 256;

    private readonly Tag[] _tags;
    private IActorRef? _sender;
    private string? _senderPath;
    private Tag[] _fromSender;

    private HandlerLabel(string name, Tag[] tags)
    {
        Name = name;
        _tags = _fromSender = tags;
    }

    public string Name { get; }

    /// <summary>The name is the actor's type and the message's, of low cardinality: paths and ids are tags.</summary>
    /// <remarks>Names of tags: OpenTelemetry semantic conventions, "Messaging"; Akka's own under <c>akka.</c></remarks>
    public static HandlerLabel Of(ActorPath path, Type actor, Type message)
    {
        var text = path.ToStringWithoutAddress();
        return new HandlerLabel($"{ShortName(actor)} {ShortName(message)}",
        [
            new Tag("messaging.system", "akka"),
            new Tag("messaging.operation.type", "process"),
            new Tag("messaging.operation.name", "process"),
            new Tag("messaging.destination.name", text),
            new Tag("akka.actor.path", text),
            new Tag("akka.actor.type", actor.FullName),
            new Tag("akka.message.type", message.FullName),
        ]);
    }

    /// <summary>The tags for a message from this sender.</summary>
    /// <remarks>Called by one actor, within its turns. Most senders send more than once in a row, and each Ask has a
    /// temporary one, whose name says nothing: so most spans share the array that is there.</remarks>
    public Tag[] TagsFrom(IActorRef? sender)
    {
        if (ReferenceEquals(sender, _sender)) return _fromSender;
        var path = sender?.Path;
        var isTemporary = path is { Depth: 2 } && path.Parent.Name == "temp";
        var text = isTemporary ? "/temp" : path?.ToStringWithoutAddress();
        _sender = sender;
        if (text == _senderPath) return _fromSender;
        _senderPath = text;
        return _fromSender = text is null ? _tags : [.. _tags, new Tag("akka.sender.path", text)];
    }

    /// <summary>The type's name as code has it, without namespaces.</summary>
    public static string ShortName(Type type)
    {
        var arity = type.Name.IndexOf('`', StringComparison.Ordinal);
        return arity < 0
            ? type.Name
            : $"{type.Name[..arity]}<{string.Join(',', type.GetGenericArguments().Select(ShortName))}>";
    }
}
