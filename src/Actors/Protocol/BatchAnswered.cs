using Akka.Actor;
using Tracing.Contracts;

namespace Tracing.Actors;

/// <summary>A batch is taken, or stored; see <see cref="BatchAnswer"/>.</summary>
public sealed record BatchAnswered(BatchAnswer Answer) : ICollectorMessage, INoSerializationVerificationNeeded;
