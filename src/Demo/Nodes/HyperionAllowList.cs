using System.Collections.Frozen;
using Akka.Serialization;
using Hyperion;

namespace Tracing.Demo.Nodes;

/// <summary>Types that Hyperion may write and read; all others it refuses.</summary>
/// <remarks>
/// Not HOCON's <c>allowed-types</c>: Hyperion 0.12 asks its filter for the short name of a type when it reads, but for
/// the full one when it writes, so that with the built-in filter nothing at all can be sent. For the messages of the demo
/// that cross nodes; tests/Actors holds it to what it says.
/// </remarks>
internal sealed class HyperionAllowList : ITypeFilter
{
    private readonly Type[] _types;
    private readonly FrozenSet<string> _names;

    private HyperionAllowList(Type[] types)
    {
        _types = types;
        _names = types.SelectMany(type => new[] { type.AssemblyQualifiedName!, $"{type.FullName}, {type.Assembly.GetName().Name}" })
            .ToFrozenSet(StringComparer.Ordinal);
    }

    public static HyperionAllowList Of(params Type[] types) => new(types);

    public bool IsAllowed(string typeName) => _names.Contains(typeName);

    /// <summary>Hyperion with this list, for the types on it and for <paramref name="others"/>.</summary>
    public SerializationSetup For(params Type[] others) => SerializationSetup.Create(system =>
    [
        SerializerDetails.Create("allowed", new HyperionSerializer(system, new HyperionSerializerSettings(
            preserveObjectReferences: false, versionTolerance: true, knownTypesProvider: null!, packageNameOverrides: [],
            surrogates: [], disallowUnsafeType: true, typeFilter: this)), [.. _types, .. others]),
    ]);
}
