using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace Tracing.Actors;

/// <summary>Writes the messages between reporters and collectors; <see cref="CollectorWire"/> has the bytes.</summary>
/// <remarks>reference.conf registers it. Any thread.</remarks>
public sealed class CollectorSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>The serializer's id: outside Akka.NET's own range (0 to 40), and the same on every node.</summary>
    public const int SerializerId = 7412;

    /// <summary>The manifest of <see cref="TakeBatch"/>.</summary>
    public const string TakeManifest = "ct1";

    /// <summary>The manifest of <see cref="BatchAnswered"/>.</summary>
    public const string AnsweredManifest = "ca1";

    /// <summary>The manifest of <see cref="BatchRefused"/>.</summary>
    public const string RefusedManifest = "cr1";

    /// <summary>The manifest of <see cref="ShardReleased"/>.</summary>
    public const string ReleasedManifest = "cl1";

    public override int Identifier => SerializerId;

    /// <exception cref="ArgumentException">It is no message between reporters and collectors.</exception>
    public override string Manifest(object o) => o switch
    {
        TakeBatch => TakeManifest,
        BatchAnswered => AnsweredManifest,
        BatchRefused => RefusedManifest,
        ShardReleased => ReleasedManifest,
        _ => throw Foreign(o),
    };

    /// <exception cref="ArgumentException">It is no message between reporters and collectors.</exception>
    public override byte[] ToBinary(object obj) => obj switch
    {
        TakeBatch take => CollectorWire.Write(take),
        BatchAnswered answered => CollectorWire.Write(answered),
        BatchRefused refused => CollectorWire.Write(refused),
        ShardReleased released => CollectorWire.Write(released),
        _ => throw Foreign(obj),
    };

    /// <exception cref="SerializationException">The bytes are no such message. Its sender sends it again.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        // The number at the end counts layouts. A later layout has these fields and more, so this version can read it.
        object? message = manifest is not { Length: > 2 } ? null : manifest[..2] switch
        {
            "ct" => CollectorWire.ReadTake(bytes),
            "ca" => CollectorWire.ReadAnswered(bytes),
            "cr" => CollectorWire.ReadRefused(bytes),
            "cl" => CollectorWire.ReadReleased(bytes),
            _ => null,
        };
        return message ?? throw new SerializationException(
            $"not a message between reporters and collectors: manifest {manifest}, {bytes.Length} bytes");
    }

    private static ArgumentException Foreign(object? message) =>
        new($"{nameof(CollectorSerializer)} writes messages between reporters and collectors, not {message?.GetType()}",
            nameof(message));
}
