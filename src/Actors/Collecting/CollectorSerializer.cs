using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace Tracing.Actors;

/// <summary>Writes what reporters and collectors tell each other; see <see cref="CollectorWire"/> for the
/// bytes.</summary>
/// <remarks>Registered with the extension on every node. Any thread.</remarks>
public sealed class CollectorSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Outside Akka.NET's own range (0 to 40), and the same on every node.</summary>
    public const int SerializerId = 7412;

    /// <summary>Of <see cref="CollectorActor.Take"/>.</summary>
    public const string TakeManifest = "ct1";

    /// <summary>Of <see cref="CollectorActor.Answered"/>.</summary>
    public const string AnsweredManifest = "ca1";

    /// <summary>Of <see cref="CollectorActor.Refused"/>.</summary>
    public const string RefusedManifest = "cr1";

    /// <summary>Of <see cref="CollectorActor.Released"/>.</summary>
    public const string ReleasedManifest = "cl1";

    public override int Identifier => SerializerId;

    /// <exception cref="ArgumentException">It is no message of ours.</exception>
    public override string Manifest(object o) => o switch
    {
        CollectorActor.Take => TakeManifest,
        CollectorActor.Answered => AnsweredManifest,
        CollectorActor.Refused => RefusedManifest,
        CollectorActor.Released => ReleasedManifest,
        _ => throw Foreign(o),
    };

    /// <exception cref="ArgumentException">It is no message of ours.</exception>
    public override byte[] ToBinary(object obj) => obj switch
    {
        CollectorActor.Take take => CollectorWire.Write(take),
        CollectorActor.Answered answered => CollectorWire.Write(answered),
        CollectorActor.Refused refused => CollectorWire.Write(refused),
        CollectorActor.Released released => CollectorWire.Write(released),
        _ => throw Foreign(obj),
    };

    /// <exception cref="SerializationException">The bytes are no such message; whoever sent it sends it
    /// again.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        // The number at the end counts layouts: a later one has more fields, and those that this version knows.
        object? message = manifest is not { Length: > 2 } ? null : manifest[..2] switch
        {
            "ct" => CollectorWire.ReadTake(bytes),
            "ca" => CollectorWire.ReadAnswered(bytes),
            "cr" => CollectorWire.ReadRefused(bytes),
            "cl" => CollectorWire.ReadReleased(bytes),
            _ => null,
        };
        return message ?? throw new SerializationException($"no collector's message: manifest {manifest}, {bytes.Length} bytes");
    }

    private static ArgumentException Foreign(object? message) =>
        new($"{nameof(CollectorSerializer)} writes messages of collectors and reporters, not {message?.GetType()}", nameof(message));
}
