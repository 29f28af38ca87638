using System.Collections.Frozen;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Remote.Serialization;
using Akka.Serialization;
using Akka.Util;

namespace Tracing.Clustering;

/// <summary>Akka.NET's serializer of system messages. It reads those of watches only: the others belong to remote
/// deployment, and carry exceptions, which are made by the name of their type. Any thread.</summary>
public sealed class PlainSystemSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private static readonly FrozenDictionary<string, Type> _taken =
        new[] { typeof(Watch), typeof(Unwatch), typeof(DeathWatchNotification) }
            .ToFrozenDictionary(static type => type.TypeQualifiedName(), StringComparer.Ordinal);

    private readonly SystemMessageSerializer _all = new(system);

    public override int Identifier => _all.Identifier;

    public override string Manifest(object o)
    {
        ArgumentNullException.ThrowIfNull(o);
        return o.GetType().TypeQualifiedName();
    }

    public override byte[] ToBinary(object obj) => _all.ToBinary(obj);

    /// <exception cref="MessageRefusedException">The message is none of those that a node takes.</exception>
    public override object FromBinary(byte[] bytes, string manifest) => _taken.TryGetValue(manifest, out var type)
        ? _all.FromBinary(bytes, type)
        : throw RefusedMessages.For(system).Add(Identifier, "exceptions and actors of remote deployment");
}
