namespace Tracing.Storage.Packing;

/// <summary>Stand for the fields of a span in a packed block. Values from <see cref="FirstChunk"/> on are numbers of
/// chunks that occurred before. A stored format: never renumber.</summary>
internal static class SpanToken
{
    /// <summary>The span has no further field.</summary>
    public const int End = 0;

    /// <summary>A field that occurs for the first time in the block: the next chunk.</summary>
    public const int NewChunk = 1;

    public const int TraceId = 2;
    public const int SpanId = 3;

    /// <summary>The id of a parent in the same entry, given by its index.</summary>
    public const int ParentHere = 4;

    public const int ParentElsewhere = 5;
    public const int Start = 6;
    public const int EndTime = 7;
    public const int FirstChunk = 8;
}
