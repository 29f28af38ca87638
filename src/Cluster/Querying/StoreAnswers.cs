using System.Collections.Immutable;
using Akka.Actor;

namespace Tracing.Clustering;

/// <summary>The answers of other nodes.</summary>
/// <param name="Notes">A line for each node that did not answer, or whose answer is incomplete.</param>
/// <param name="Silent">The nodes that did not answer.</param>
internal sealed record StoreAnswers(
    ImmutableArray<StoreAnswer> Answers, ImmutableArray<string> Notes, ImmutableHashSet<Address> Silent);
