using System.Collections.Immutable;
using Tracing.Keeping;

namespace Tracing.TraceQl.Listing;

/// <summary>A list of names or values, and how many traces it was made from.</summary>
/// <param name="Inspected">Number of traces that were looked at.</param>
/// <param name="InspectedBytes">The bytes of their spans.</param>
/// <param name="IsCut">True: the list took too long and is that of the newest traces alone.</param>
public sealed record AttributeList<T>(ImmutableArray<T> Items, int Inspected, long InspectedBytes, bool IsCut)
{
    /// <summary>Says that the list was cut, if it was.</summary>
    public void NoteCut(QueryNotes notes)
    {
        ArgumentNullException.ThrowIfNull(notes);
        if (IsCut) notes.Add($"only the newest {Inspected} traces are looked at: all would take too long");
    }
}
