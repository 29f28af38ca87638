using System.Collections.Immutable;

namespace Tracing.Keeping;

/// <summary>Notes on an answer that may be incomplete: the stores that were asked and did not answer. Any
/// thread.</summary>
public sealed class QueryNotes
{
    /// <summary>Maximum number of lines.</summary>
    private const int MaxLines = 64;

    private ImmutableArray<string> _lines = [];

    /// <summary>One line for each store that did not answer, in the order in which waiting for them ended.</summary>
    public ImmutableArray<string> Lines => _lines;

    public void Add(string line) => ImmutableInterlocked.Update(ref _lines,
        static (lines, added) => lines.Length == MaxLines || lines.Contains(added) ? lines : lines.Add(added), line);
}
