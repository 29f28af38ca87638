namespace Tracing.Storage.Journaling;

/// <summary>How a journal stands.</summary>
/// <param name="Waiting">Batches that are not stored yet.</param>
/// <param name="Bytes">That its files take of the disk.</param>
/// <param name="Refused">Batches for which there was no room.</param>
public readonly record struct JournalCounts(int Waiting, long Bytes, long Refused);
