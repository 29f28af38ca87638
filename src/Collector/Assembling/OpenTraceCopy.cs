using System.Collections.Immutable;
using Tracing.Wire.Spans;

namespace Tracing.Assembling;

/// <summary>A copy of an open trace, as it was when somebody asked for it.</summary>
/// <param name="Spans">Its spans in order of arrival, up to a limit.</param>
/// <param name="Omitted">Number of further spans that are here and were not copied.</param>
/// <param name="Conflicts">Number of spans with the id of a different span.</param>
public sealed record OpenTraceCopy(
    TraceId TraceId, ImmutableArray<RawSpan> Spans, int Omitted, int Conflicts, DateTimeOffset FirstSeen);
