using System.Collections;
using Tracing.Postgres.Reading;

namespace Tracing.Postgres.Searching;

/// <summary>A block that may have traces of an answer.</summary>
/// <param name="Filter">The attributes that it may have; empty: not asked for.</param>
/// <param name="Members">The entries that have the service or operation; null: any.</param>
internal sealed record FoundBlock(StoredBlock Block, byte[] Filter, BitArray? Members);
