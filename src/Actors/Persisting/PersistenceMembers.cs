using System.Collections;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Reflection;
using Akka.Actor;

namespace Tracing.Actors;

/// <summary>The members of Akka.Persistence that the instrumentation uses, found by name in the assembly that the
/// application has.</summary>
/// <remarks>
/// Found once, when the provider starts. Where a member is missing, persistent actors are traced like others
/// (RATIONALE "How do persistent actors keep their traces?").
/// </remarks>
internal sealed class PersistenceMembers
{
    private const string Base = "Akka.Persistence.Eventsourced";

    private static readonly Lazy<(PersistenceMembers? Members, string? Missing)> _found = new(() =>
        Type.GetType($"{Base}, Akka.Persistence", throwOnError: false) is { } type ? Find(type) : (null, null));

    private static readonly ImmutableArray<string> _pluginTypes =
        ["Snapshot.SnapshotStore", "Journal.WriteJournalBase", "Journal.PersistencePluginProxy"];

    private readonly Type _base;
    private readonly FrozenSet<Type> _replies;
    private readonly FrozenSet<Type> _refusals;
    private readonly ImmutableArray<Type?> _plugins;

    private PersistenceMembers(Type type, Func<ActorBase, ICollection> callbacks, Func<ActorBase, IStash> stash,
        Func<ActorBase, bool> stashes)
    {
        _base = type;
        (Callbacks, Stash, Stashes) = (callbacks, stash, stashes);
        _refusals = Types(type, "WriteMessageRejected", "WriteMessageFailure");
        Answers = new PluginAnswers(type);
        _plugins = [.. _pluginTypes.Select(name => type.Assembly.GetType($"Akka.Persistence.{name}"))];
        _replies = Types(type, "WriteMessageSuccess", "LoopMessageSuccess").Concat(_refusals).ToFrozenSet();
    }

    /// <summary>The requests to plugins whose answers are messages to the actor.</summary>
    public PluginAnswers Answers { get; }

    /// <summary>Returns an actor's handlers that wait for the journal, in the order in which they will run.</summary>
    public Func<ActorBase, ICollection> Callbacks { get; }

    /// <summary>Returns the stash for commands that come while the actor recovers or its events are written.</summary>
    public Func<ActorBase, IStash> Stash { get; }

    /// <summary>True when a command would be put into that stash now.</summary>
    public Func<ActorBase, bool> Stashes { get; }

    /// <summary>Null: this actor is not persistent, or a member is missing.</summary>
    public static PersistenceMembers? Of(Type actor) =>
        _found.Value.Members is { } members && members._base.IsAssignableFrom(actor) ? members : null;

    /// <summary>True for journals and snapshot stores.</summary>
    public static bool IsPlugin(Type actor) =>
        _found.Value.Members is { } members && members._plugins.Any(plugin => plugin?.IsAssignableFrom(actor) == true);

    /// <summary>Returns a line where the part is off although Akka.Persistence is there.</summary>
    public static IEnumerable<string> Missing() => _found.Value.Missing is { } missing ? [missing] : [];

    /// <summary>True for messages of Akka.Persistence itself: of journals, snapshot stores, recovery.</summary>
    public bool IsOwn(object message) => message.GetType().Assembly == _base.Assembly;

    /// <summary>True for an answer of the journal, upon which a waiting handler runs.</summary>
    public bool IsReply(object message) => _replies.Contains(message.GetType());

    /// <summary>True for the answer that an event was not stored.</summary>
    public bool IsRefusal(object message) => _refusals.Contains(message.GetType());

    /// <summary>Binds to the members of this class, or says which one is missing.</summary>
    internal static (PersistenceMembers? Members, string? Missing) Find(Type type)
    {
        try
        {
            return (new PersistenceMembers(type, Getter<ICollection>(type, "_pendingInvocations"),
                Getter<IStash>(type, "_internalStash"), Stashing(type)), null);
        }
        catch (Exception cause) when (cause is MissingMemberException or TypeLoadException or InvalidOperationException)
        {
            return (null, $"{cause.Message} in Akka.Persistence {type.Assembly.GetName().Version}: "
                + "events of persistent actors are handled outside their commands' traces");
        }
    }

    private static Func<ActorBase, bool> Stashing(Type type)
    {
        var isRecovering = Getter<bool>(type, "IsRecovering");
        var persists = Getter<long>(type, "_pendingStashingPersistInvocations");
        return actor => persists(actor) > 0 || isRecovering(actor);
    }

    private static Func<ActorBase, T> Getter<T>(Type type, string name)
    {
        const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        if (type.GetMember(name, MemberTypes.Field | MemberTypes.Property, Any) is not [var member])
            throw new MissingMemberException($"{name} is gone");
        var actor = Expression.Parameter(typeof(ActorBase));
        var value = Expression.MakeMemberAccess(Expression.Convert(actor, type), member);
        if (!typeof(T).IsAssignableFrom(value.Type)) throw new MissingMemberException($"{name} has another type");
        return Expression.Lambda<Func<ActorBase, T>>(Expression.Convert(value, typeof(T)), actor).Compile();
    }

    private static FrozenSet<Type> Types(Type type, params string[] names) => names
        .Select(name => type.Assembly.GetType($"Akka.Persistence.{name}", throwOnError: false)
            ?? throw new MissingMemberException($"{name} is gone"))
        .ToFrozenSet();
}
