namespace Tracing.Actors;

/// <summary>Marks a message type or an actor type that is never traced, whatever the settings say.</summary>
/// <remarks>Such a message carries no trace and opens no span; such an actor's handlers run outside any trace. Holds
/// under the traced providers; code that sends an envelope explicitly is not affected.</remarks>
public interface INeverTraced;
