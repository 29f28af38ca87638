namespace Tracing.Storage.Packing;

/// <summary>What stands for a field of a span in a packed block. From <see cref="FirstChunk"/> on: a chunk that was
/// there before, by number. Stored: never renumber.</summary>
internal static class SpanToken
{
    /// <summary>The span has no further field.</summary>
    public const int End = 0;

    /// <summary>A field that this block has not had before: the next of its chunks.</summary>
    public const int NewChunk = 1;

    public const int TraceId = 2;
    public const int SpanId = 3;

    /// <summary>The parent's id, which is that of a span of the same entry, given by its place.</summary>
    public const int ParentHere = 4;

    public const int ParentElsewhere = 5;
    public const int Start = 6;
    public const int EndTime = 7;
    public const int FirstChunk = 8;
}
