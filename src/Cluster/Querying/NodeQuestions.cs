using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;

namespace Tracing.Clustering;

/// <summary>Puts questions to the stores of the other nodes. Any thread.</summary>
/// <param name="patience">Silence after which a node is given up.</param>
internal sealed class NodeQuestions(ActorSystem system, TimeSpan patience, string role)
{
    private readonly Cluster _cluster = Cluster.Get(system);

    /// <summary>Returns a number for a question that no other question has.</summary>
    public static ulong Number() => SpanId.NewRandom().Value;

    /// <param name="but">Nodes that are not asked.</param>
    public async Task<StoreAnswers> AskAsync(
        AskStore ask, CancellationToken stopping, ImmutableHashSet<Address>? but = null)
    {
        var state = _cluster.State;
        Member[] others =
        [
            .. state.Members.Where(member => member.HasRole(role) && but?.Contains(member.Address) != true
                && !member.UniqueAddress.Equals(_cluster.SelfUniqueAddress) && HasStore(member.Status)),
        ];
        // An unreachable node would only cost the time-out.
        ImmutableArray<Address> there = [.. others.Except(state.Unreachable).Select(member => member.Address)];
        var away = others.Intersect(state.Unreachable).Select(member => member.Address).ToImmutableHashSet();
        ImmutableArray<string> notes = [.. away.Select(static node => $"{Questioner.Name(node)}: cannot be reached")];
        if (there.IsEmpty) return new StoreAnswers([], notes, away);
        var done = new TaskCompletionSource<StoreAnswers>(TaskCreationOptions.RunContinuationsAsynchronously);
        var questioner = ((ExtendedActorSystem)system).SystemActorOf(
            Questioner.Props(ask, there, patience, done), $"tracing-question-{ask.Question:x}");
        using var gone = stopping.Register(() => system.Stop(questioner));
        var answers = await done.Task.WaitAsync(stopping).ConfigureAwait(false);
        return answers with { Notes = answers.Notes.AddRange(notes), Silent = answers.Silent.Union(away) };
    }

    // A node that joins may have traces before this node hears that it is up.
    private static bool HasStore(MemberStatus status) =>
        status is MemberStatus.Joining or MemberStatus.WeaklyUp or MemberStatus.Up or MemberStatus.Leaving;
}
