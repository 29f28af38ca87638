using System.Collections.Immutable;
using Tracing.Keeping;

namespace Tracing.TraceQl;

/// <summary>The answer to a search.</summary>
/// <param name="Traces">Those that match, in the order of the range.</param>
/// <param name="Inspected">Number of traces that the query was evaluated on.</param>
/// <param name="InspectedBytes">The bytes of their spans.</param>
/// <param name="IsCut">True: the search ended because it took too long; there may be more matches.</param>
/// <param name="Next">The place where the search can go on; null: there are no more traces.</param>
public sealed record TraceQlResult(
    ImmutableArray<KeptTrace> Traces, int Inspected, long InspectedBytes, bool IsCut, TraceRank? Next);
