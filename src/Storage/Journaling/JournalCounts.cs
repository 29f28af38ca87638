namespace Tracing.Storage.Journaling;

/// <summary>Figures of a journal.</summary>
/// <param name="Waiting">Batches that are not stored yet.</param>
/// <param name="Bytes">Disk space of the journal's files.</param>
/// <param name="Refused">Batches that were refused because there was no room.</param>
public readonly record struct JournalCounts(int Waiting, long Bytes, long Refused);
