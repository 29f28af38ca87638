using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace Tracing.Clustering;

/// <summary>Takes the place of a serializer of Akka.NET that makes objects of types which a message names. It reads and
/// writes nothing. Any thread.</summary>
/// <remarks>The manifest stays a text, because looking up a type may load an assembly.</remarks>
public sealed class RefusedSerializer(ExtendedActorSystem system, Config settings)
    : SerializerWithStringManifest(system)
{
    private readonly string _what = settings.GetString("refused");

    public override int Identifier { get; } = settings.GetInt("refused-id");

    /// <exception cref="MessageRefusedException">Always.</exception>
    public override string Manifest(object o) => throw Unwritable(o);

    /// <exception cref="MessageRefusedException">Always.</exception>
    public override byte[] ToBinary(object obj) => throw Unwritable(obj);

    /// <exception cref="MessageRefusedException">Always.</exception>
    public override object FromBinary(byte[] bytes, string manifest) =>
        throw RefusedMessages.For(system).Add(Identifier, _what);

    private static MessageRefusedException Unwritable(object? message) => new(
        $"{message?.GetType()} has no serializer on this node; akka.actor.serialization-bindings gives it one");
}
