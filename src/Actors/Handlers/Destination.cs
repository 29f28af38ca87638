using Akka.Actor;

namespace Tracing.Actors;

/// <summary>The name of an actor as a messaging destination: the same for all entities of one kind, because it groups
/// figures.</summary>
/// <param name="Name">The path without ids.</param>
/// <param name="Template">The path with placeholders for ids; null: the path has none.</param>
internal readonly record struct Destination(string Name, string? Template)
{
    public static Destination Of(ActorPath path)
    {
        var elements = path.Elements;
        // /system/sharding/kind/shard/entity
        if (elements is ["system", "sharding", var kind, _, _, ..])
            return new Destination($"/system/sharding/{kind}", $"/system/sharding/{kind}/{{shard}}/{{entity}}");
        // Akka.NET numbers the actors that nobody has named.
        if (!elements.Any(static element => element.StartsWith('$')))
            return new Destination(path.ToStringWithoutAddress(), null);
        var named = elements.TakeWhile(static element => !element.StartsWith('$'));
        return new Destination('/' + string.Join('/', named),
            '/' + string.Join('/', elements.Select(static element => element.StartsWith('$') ? "{actor}" : element)));
    }
}
