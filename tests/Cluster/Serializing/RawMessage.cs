namespace Tracing.Clustering.Serializing;

/// <summary>Bytes that are sent as they are, with this manifest.</summary>
internal sealed record RawMessage(byte[] Bytes, string Manifest);
