namespace Tracing.Storage.Packing;

/// <summary>The part of each stream of a block that belongs to one entry, in bytes (chunks: their number).</summary>
internal readonly record struct EntrySizes(int Tokens, int Ids, int Times, int NewChunks);
