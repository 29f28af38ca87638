namespace Tracing.Actors;

/// <summary>A message in the bytes of its own serializer.</summary>
internal readonly record struct EnvelopePayload(int SerializerId, string Manifest, byte[] Bytes);
