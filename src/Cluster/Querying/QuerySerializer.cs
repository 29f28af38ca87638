using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace Tracing.Clustering;

/// <summary>Serializes the messages between stores of different nodes; <see cref="QueryWire"/> has the bytes. Any
/// thread.</summary>
public sealed class QuerySerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Outside Akka.NET's own range (0 to 40), and the same on every node.</summary>
    public const int SerializerId = 7413;

    public override int Identifier => SerializerId;

    /// <exception cref="ArgumentException">The object is not a message between stores.</exception>
    public override string Manifest(object o) => o switch
    {
        AskStore => "qa1",
        AnswerPage => "qp1",
        AnswerTaken => "qt1",
        AnswerRefused => "qr1",
        _ => throw Foreign(o),
    };

    /// <exception cref="ArgumentException">The object is not a message between stores.</exception>
    public override byte[] ToBinary(object obj) => obj switch
    {
        AskStore ask => QueryWire.Write(ask),
        AnswerPage page => QueryWire.Write(page),
        AnswerTaken taken => QueryWire.Write(taken),
        AnswerRefused refused => QueryWire.Write(refused),
        _ => throw Foreign(obj),
    };

    /// <exception cref="SerializationException">The bytes are not such a message. The asker then waits until its
    /// time-out.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        // The digit at the end counts layouts. A later layout has more fields besides those that this version knows.
        object? message = manifest is not { Length: > 2 } ? null : manifest[..2] switch
        {
            "qa" => QueryWire.ReadAsk(bytes),
            "qp" => QueryWire.ReadPage(bytes),
            "qt" => QueryWire.ReadTaken(bytes),
            "qr" => QueryWire.ReadRefused(bytes),
            _ => null,
        };
        return message ?? throw new SerializationException($"not a message between stores: manifest {manifest}, {bytes.Length} bytes");
    }

    private static ArgumentException Foreign(object? message) =>
        new($"{nameof(QuerySerializer)} serializes messages between stores, not {message?.GetType()}", nameof(message));
}
