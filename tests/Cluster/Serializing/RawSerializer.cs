using Akka.Actor;
using Akka.Serialization;

namespace Tracing.Clustering.Serializing;

/// <summary>Sends a <see cref="RawMessage"/> as if another serializer had written it.</summary>
internal sealed class RawSerializer(ExtendedActorSystem system, int id) : SerializerWithStringManifest(system)
{
    public override int Identifier => id;

    public override string Manifest(object o) => ((RawMessage)o).Manifest;

    public override byte[] ToBinary(object obj) => ((RawMessage)obj).Bytes;

    public override object FromBinary(byte[] bytes, string manifest) => throw new NotSupportedException();
}
