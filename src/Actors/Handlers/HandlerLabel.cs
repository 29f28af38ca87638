using Akka.Actor;

namespace Tracing.Actors;

/// <summary>The name and the tags that all spans of one message type at one actor have.</summary>
internal sealed class HandlerLabel
{
    public const int MaxPerActor = 256;

    private static readonly Tag[] _noTags = [];

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

    /// <remarks>The name is the actor's type and the message's, so that there are few; paths are tags. Tags are those
    /// of the OpenTelemetry semantic conventions, "Messaging"; Akka's own begin with <c>akka.</c></remarks>
    public static HandlerLabel Of(ActorPath path, Type actor, Type message)
    {
        var text = path.ToStringWithoutAddress();
        var destination = Destination.Of(path);
        return new HandlerLabel($"{ShortTypeName.Of(actor)} {ShortTypeName.Of(message)}",
        [
            new Tag("messaging.system", "akka"),
            new Tag("messaging.operation.type", "process"),
            new Tag("messaging.operation.name", "process"),
            new Tag("messaging.destination.name", destination.Name),
            .. destination.Template is { } template
                ? [new Tag("messaging.destination.template", template)]
                : Array.Empty<Tag>(),
            new Tag("akka.actor.path", text),
            new Tag("akka.actor.type", FullTypeName.Of(actor)),
            new Tag("akka.message.type", FullTypeName.Of(message)),
            .. CodeFunction.Of(actor, message) is { } function
                ? [new Tag("code.function.name", function)]
                : Array.Empty<Tag>(),
        ]);
    }

    /// <summary>Returns the tags for a message from this sender.</summary>
    /// <remarks>For the actor's turns only. Most spans share the last array: most senders send several messages in a
    /// row, and the temporary senders of Asks all count as <c>/temp</c>.</remarks>
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
}
