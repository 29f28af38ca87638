namespace Tracing;

/// <summary>One key-value pair of a <see cref="Baggage"/>.</summary>
/// <param name="Metadata">The text behind the first semicolon on the wire, unparsed.</param>
public readonly record struct BaggageEntry(string Key, string Value, string? Metadata = null);
