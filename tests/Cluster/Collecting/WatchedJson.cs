using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Serialization;

namespace Tracing.Clustering.Collecting;

/// <summary>What Akka.NET picks for types that nobody names a serializer for; it remembers messages of ours that were
/// written with it, of which there must be none.</summary>
public sealed class WatchedJson(ExtendedActorSystem system) : NewtonSoftJsonSerializer(system)
{
    public static ConcurrentDictionary<string, bool> Ours { get; } = new();

    /// <summary>As the one that it stands for has, so that a node without it can read what it wrote.</summary>
    public override int Identifier => 1;

    public override byte[] ToBinary(object obj)
    {
        var type = obj.GetType();
        if (type.FullName!.StartsWith("Tracing.", StringComparison.Ordinal)) Ours[type.FullName] = true;
        return base.ToBinary(obj);
    }
}
