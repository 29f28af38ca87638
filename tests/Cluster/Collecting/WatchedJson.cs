using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Serialization;

namespace Tracing.Clustering.Collecting;

/// <summary>Akka.NET's default serializer. It records messages of this library that were written with it, of which
/// there must be none.</summary>
public sealed class WatchedJson(ExtendedActorSystem system) : NewtonSoftJsonSerializer(system)
{
    public static ConcurrentDictionary<string, bool> Ours { get; } = new();

    /// <summary>The identifier of the serializer that it replaces, so that a node without it can read the
    /// bytes.</summary>
    public override int Identifier => 1;

    public override byte[] ToBinary(object obj)
    {
        var type = obj.GetType();
        if (type.FullName!.StartsWith("Tracing.", StringComparison.Ordinal)) Ours[type.FullName] = true;
        return base.ToBinary(obj);
    }
}
