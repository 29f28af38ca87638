namespace Tracing.Actors;

/// <summary>Marks actors that get messages in their envelopes: the traced base classes.</summary>
internal interface IOpensEnvelopes;
