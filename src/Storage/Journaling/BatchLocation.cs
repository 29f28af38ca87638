namespace Tracing.Storage.Journaling;

/// <summary>The file of a batch, and the position of its content there.</summary>
internal readonly record struct BatchLocation(Segment Segment, long At, int Length)
{
    public long Bytes => Length + JournalFormat.RecordHeadBytes;
}
