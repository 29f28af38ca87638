namespace Tracing;

/// <summary>One pair of a <see cref="Baggage"/>; metadata is what follows the first semicolon on the wire,
/// unparsed.</summary>
public readonly record struct BaggageEntry(string Key, string Value, string? Metadata = null);
