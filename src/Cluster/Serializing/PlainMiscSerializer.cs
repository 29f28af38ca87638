using System.Collections.Frozen;
using Akka.Actor;
using Akka.Remote.Serialization;
using Akka.Serialization;

namespace Tracing.Clustering;

/// <summary>Akka.NET's serializer of its miscellaneous messages. It does not read exceptions, which are made by the
/// name of their type, nor the parts of remote deployment. Any thread.</summary>
public sealed class PlainMiscSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    // Identify and its answer, references, PoisonPill, Kill, heartbeats of watches, Status.Success.
    private static readonly FrozenSet<string> _taken =
        FrozenSet.Create(StringComparer.Ordinal, "ID", "AID", "AR", "PP", "K", "RWHB", "RWHR", "STS");

    private readonly MiscMessageSerializer _all = new(system);

    public override int Identifier => _all.Identifier;

    public override string Manifest(object o) => _all.Manifest(o);

    public override byte[] ToBinary(object obj) => _all.ToBinary(obj);

    /// <exception cref="MessageRefusedException">The message is none of those that a node takes.</exception>
    public override object FromBinary(byte[] bytes, string manifest) => _taken.Contains(manifest)
        ? _all.FromBinary(bytes, manifest)
        : throw RefusedMessages.For(system).Add(Identifier, "exceptions and routers of remote deployment");
}
