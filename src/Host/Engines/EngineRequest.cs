using System.Collections.Immutable;
using Tracing.Assembling;

namespace Tracing.Hosting.Engines;

/// <summary>What an engine is started with.</summary>
/// <param name="Hocon">The operator's file, or empty.</param>
/// <param name="Flags">What the command line sets, by full key; wins over the file.</param>
internal sealed record EngineRequest(
    AssemblerSettings Assembler, RecorderSettings Recorder, string Hocon,
    ImmutableArray<KeyValuePair<string, string>> Flags);
