using System.Collections.Immutable;
using Tracing.Keeping;
using Tracing.Sqlite;
using Tracing.Storage;

namespace Tracing.Demo.Clusters;

/// <summary>Compares what the stores of all nodes hold with what the clients wrote down.</summary>
/// <param name="Spans">In the stores, each once.</param>
/// <param name="InSeveral">Traces of which more than one store has a part.</param>
/// <param name="Strangers">Traces that no client wrote down.</param>
/// <param name="Wrong">Up to <see cref="MaxNamed"/> of them.</param>
/// <param name="Partial">The first one, with what it lacks.</param>
internal sealed record ClusterVerdict(
    ImmutableDictionary<RequestOutcome, int> Outcomes, long Spans, int InSeveral, long Strangers,
    ImmutableArray<string> Wrong, string? Partial)
{
    private const int MaxNamed = 20;

    public int Requests => Outcomes.Values.Sum();

    public int this[RequestOutcome outcome] => Outcomes.GetValueOrDefault(outcome);

    /// <summary>Reads the journals of the nodes, which have stopped, and all stores in the folder: a node that somebody
    /// else added, and that has stopped too, is judged with them when its data is there.</summary>
    /// <exception cref="StorageUnavailableException">A store cannot be read; the message is one line.</exception>
    public static async Task<ClusterVerdict> ReadAsync(
        ImmutableArray<ClusterNode> nodes, string folder, ImmutableArray<NodeDeath> deaths, TimeProvider time)
    {
        var stores = new List<SqliteTraceStore>();
        try
        {
            foreach (var file in Directory.GetFiles(folder, SqliteTraceStore.FileName, SearchOption.AllDirectories))
            {
                var settings = StorageSettings.Default with { Path = Path.GetDirectoryName(file) ?? folder };
                stores.Add(SqliteTraceStore.Open(settings, time));
            }
            var judge = new RequestJudge(deaths);
            var outcomes = new Dictionary<RequestOutcome, int>();
            var wrong = ImmutableArray.CreateBuilder<string>();
            string? partial = null;
            long spans = 0, parts = 0;
            var inSeveral = 0;
            foreach (var node in nodes)
            {
                foreach (var request in (await JournaledRequest.ReadAsync(node.JournalFile)).Values)
                {
                    var found = await PartsAsync(stores, request.Trace);
                    parts += found.Length;
                    if (found.Length > 1) inSeveral++;
                    var trace = found.Length == 0 ? null : KeptTrace.Unite(found);
                    spans += trace?.Raw.Length ?? 0;
                    var verdict = judge.Judge(request, trace);
                    outcomes[verdict.Outcome] = outcomes.GetValueOrDefault(verdict.Outcome) + 1;
                    if (verdict.Outcome == RequestOutcome.Partial) partial ??= $"{request.Trace} {verdict.Why}";
                    if (verdict.Outcome == RequestOutcome.Wrong && wrong.Count < MaxNamed)
                        wrong.Add($"{request.Trace} of {node.Name}: {verdict.Why}");
                }
            }
            return new ClusterVerdict(outcomes.ToImmutableDictionary(), spans, inSeveral,
                stores.Sum(store => store.Counts.Traces) - parts, wrong.DrainToImmutable(), partial);
        }
        finally
        {
            foreach (var store in stores) await store.DisposeAsync();
        }
    }

    private static async Task<KeptTrace[]> PartsAsync(List<SqliteTraceStore> stores, TraceId id)
    {
        var parts = new List<KeptTrace>();
        foreach (var store in stores)
            if (await store.GetAsync(id) is { } part)
                parts.Add(part);
        return [.. parts];
    }
}
