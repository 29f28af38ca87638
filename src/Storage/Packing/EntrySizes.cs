namespace Tracing.Storage.Packing;

/// <summary>How much of each stream of a block is one entry's.</summary>
internal readonly record struct EntrySizes(int Tokens, int Ids, int Times, int NewChunks);
