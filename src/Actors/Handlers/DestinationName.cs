using Akka.Actor;

namespace Tracing.Actors;

/// <summary>The name of an actor as a destination of messages, without ids of entities and generated names, of which
/// there are too many to group by.</summary>
/// <param name="Name">The path down to the first part that varies.</param>
/// <param name="Template">The whole path, with a name in braces for each part that varies; null: none does.</param>
/// <remarks>The whole path is in <c>akka.actor.path</c>.</remarks>
internal readonly record struct DestinationName(string Name, string? Template)
{
    // /system/sharding/{type}/{shard}/{entity}
    private const int ShardAt = 3, EntityAt = 4;

    public static DestinationName Of(ActorPath path)
    {
        var parts = path.Elements;
        var isEntity = parts.Count > EntityAt && parts[0] == "system" && parts[1] == "sharding";
        var (name, template) = ("", "");
        string? varying = null;
        for (var i = 0; i < parts.Count; i++)
        {
            var part = isEntity && i == ShardAt ? "{shard}"
                : isEntity && i == EntityAt ? "{entity}"
                : parts[i].StartsWith('$') ? "{name}"
                : null;
            varying ??= part;
            template += "/" + (part ?? parts[i]);
            if (varying is null) name = template;
        }
        return new DestinationName(name.Length == 0 ? "/" : name, varying is null ? null : template);
    }
}
