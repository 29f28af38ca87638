namespace Tracing.Actors;

/// <summary>A message as its own serializer wrote it.</summary>
internal readonly record struct EnvelopePayload(int SerializerId, string Manifest, byte[] Bytes);
