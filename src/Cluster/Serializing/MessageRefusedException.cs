using System.Runtime.Serialization;

namespace Tracing.Clustering;

/// <summary>The error for a message that a node neither reads nor writes, because its serializer would make objects of
/// types that the message names.</summary>
public sealed class MessageRefusedException(string message) : SerializationException(message);
