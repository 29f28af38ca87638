namespace Tracing.Storage.Journaling;

/// <summary>Where a batch's content lies.</summary>
internal readonly record struct JournalPlace(Segment Segment, long At, int Length)
{
    public long Bytes => Length + JournalFormat.RecordHeadBytes;
}
