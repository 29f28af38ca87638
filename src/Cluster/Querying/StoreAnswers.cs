using System.Collections.Immutable;

namespace Tracing.Clustering;

/// <summary>What the other nodes answered.</summary>
/// <param name="Silent">A line for each node that did not answer, or not with all.</param>
internal sealed record StoreAnswers(ImmutableArray<StoreAnswer> Answers, ImmutableArray<string> Silent);
