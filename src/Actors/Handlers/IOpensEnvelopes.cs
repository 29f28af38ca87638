namespace Tracing.Actors;

/// <summary>An actor that takes messages in their envelopes: the traced base classes.</summary>
internal interface IOpensEnvelopes;
