using System.Collections.Immutable;
using Tracing.Assembling;

namespace Tracing.Hosting.CommandLine;

/// <summary>The settings with which a command starts its collector.</summary>
/// <param name="Hocon">Text of the operator's file, or empty.</param>
/// <param name="Flags">Values from the command line by full key; they win over the file.</param>
internal sealed record CollectorOptions(
    AssemblerSettings Assembler, string Hocon, ImmutableArray<KeyValuePair<string, string>> Flags);
