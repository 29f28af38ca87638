using Tracing.Contracts;

namespace Tracing.Actors;

/// <summary>Too much waits for the sink; nothing of the batch was taken. The sender sends it again later.</summary>
public sealed record BatchRefused(BatchId Id) : ICollectorMessage;
