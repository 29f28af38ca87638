namespace Tracing.Actors;

/// <summary>Marks a message type or an actor type that never gets a span, whatever the settings say.</summary>
/// <remarks>What its handler sends is a child of the nearest span before it; with <c>never-cuts = on</c> it is outside the
/// trace. Holds under the traced providers; code that sends an envelope explicitly is not affected.</remarks>
public interface INeverTraced;
