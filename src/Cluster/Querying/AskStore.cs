using System.Collections.Immutable;
using Tracing.Figures.OverTime;
using Tracing.Keeping;

namespace Tracing.Clustering;

/// <summary>A question to another node's store. The answer is pages (<see cref="AnswerPage"/>), or
/// <see cref="AnswerRefused"/>.</summary>
/// <param name="Traces">Ids of traces; the answer leaves out those that the store does not have.</param>
/// <param name="Find">A search; null: none.</param>
/// <param name="WantsServices">True: asks for the names of all services.</param>
/// <param name="OperationsOf">A service whose span names are asked for; null: none.</param>
/// <param name="Figures">A question for figures over time; null: none.</param>
/// <param name="OnlyOpen">True: asks for traces that the node has not stored yet. Nodes of earlier versions answer with
/// stored ones too.</param>
internal sealed record AskStore(
    ulong Question, ImmutableArray<TraceId> Traces, TraceQuery? Find = null, bool WantsServices = false,
    string? OperationsOf = null, FigureQuery? Figures = null, bool OnlyOpen = false) : IQueryMessage;
