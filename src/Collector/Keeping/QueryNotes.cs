using System.Collections.Immutable;

namespace Tracing.Keeping;

/// <summary>What whoever gets an answer must know of it: stores that were asked and did not answer. Any thread.</summary>
public sealed class QueryNotes
{
    /// <summary>Lines at most; a store is named once.</summary>
    private const int MaxLines = 64;

    private ImmutableArray<string> _lines = [];

    /// <summary>One for each store, in the order in which they were given up.</summary>
    public ImmutableArray<string> Lines => _lines;

    public void Add(string line) => ImmutableInterlocked.Update(ref _lines,
        static (lines, added) => lines.Length == MaxLines || lines.Contains(added) ? lines : lines.Add(added), line);
}
