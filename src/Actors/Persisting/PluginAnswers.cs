using System.Collections.Frozen;
using System.Linq.Expressions;

namespace Tracing.Actors;

/// <summary>Knows which answer of a journal or a snapshot store comes upon which request of a persistent actor, as far
/// as the answer is a message to the actor.</summary>
/// <remarks>Found by name in the Akka.Persistence that the application has.</remarks>
internal sealed class PluginAnswers
{
    private readonly FrozenDictionary<Type, Subject> _requests;
    private readonly FrozenDictionary<Type, Subject> _answers;

    /// <exception cref="MissingMemberException">This Akka.Persistence lacks a type or a property.</exception>
    public PluginAnswers(Type type)
    {
        // A snapshot is known by its number, a deletion by what it deletes.
        string[] number = ["Metadata", "SequenceNr"];
        var requests = new Dictionary<Type, Subject>();
        var answers = new Dictionary<Type, Subject>();
        Add("SaveSnapshot", number, "SaveSnapshotSuccess", "SaveSnapshotFailure");
        Add("DeleteSnapshot", number, "DeleteSnapshotSuccess", "DeleteSnapshotFailure");
        Add("DeleteSnapshots", ["Criteria"], "DeleteSnapshotsSuccess", "DeleteSnapshotsFailure");
        Add("DeleteMessagesTo", ["ToSequenceNr"], "DeleteMessagesSuccess", "DeleteMessagesFailure");
        Add("LoadSnapshot", ["ToSequenceNr"], "LoadSnapshotResult");
        answers.Add(Named("LoadSnapshotFailed"), new Subject("LoadSnapshot", static _ => null));
        (_requests, _answers) = (requests.ToFrozenDictionary(), answers.ToFrozenDictionary());

        void Add(string request, string[] key, params string[] replies)
        {
            requests.Add(Named(request), new Subject(request, Getter(Named(request), key)));
            foreach (var reply in replies) answers.Add(Named(reply), new Subject(request, Getter(Named(reply), key)));
        }

        Type Named(string name) => type.Assembly.GetType($"Akka.Persistence.{name}", throwOnError: false)
            ?? throw new MissingMemberException($"{name} is gone");
    }

    public bool IsAnswer(object message) => _answers.ContainsKey(message.GetType());

    /// <summary>Returns the subject of a request; null: the message is none.</summary>
    public (string Kind, object? Key)? Request(object message) => In(_requests, message);

    /// <summary>Returns the subject of an answer; null: the message is none. Without a key it answers the oldest
    /// request of its kind.</summary>
    public (string Kind, object? Key)? Answer(object message) => In(_answers, message);

    private static (string, object?)? In(FrozenDictionary<Type, Subject> known, object message) =>
        known.TryGetValue(message.GetType(), out var subject) ? (subject.Kind, subject.KeyOf(message)) : null;

    private static Func<object, object?> Getter(Type type, string[] path)
    {
        var message = Expression.Parameter(typeof(object));
        Expression value = Expression.Convert(message, type);
        foreach (var name in path)
        {
            var property = value.Type.GetProperty(name)
                ?? throw new MissingMemberException($"{value.Type.Name}.{name} is gone");
            value = Expression.Property(value, property);
        }
        return Expression.Lambda<Func<object, object?>>(Expression.Convert(value, typeof(object)), message).Compile();
    }

    private sealed record Subject(string Kind, Func<object, object?> KeyOf);
}
