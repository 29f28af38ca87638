using System.Collections.Immutable;
using Tracing.Keeping;

namespace Tracing.Clustering;

/// <summary>A question to another node's store. The answer is pages (<see cref="AnswerPage"/>), or
/// <see cref="AnswerRefused"/>.</summary>
/// <param name="Traces">Traces by id; those that are not there are left out of the answer.</param>
/// <param name="Find">A search; null: none.</param>
/// <param name="WantsServices">The names of all services.</param>
/// <param name="OperationsOf">The span names of this service; null: none.</param>
internal sealed record AskStore(
    ulong Question, ImmutableArray<TraceId> Traces, TraceQuery? Find = null, bool WantsServices = false,
    string? OperationsOf = null) : IQueryMessage;
