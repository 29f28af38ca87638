namespace Tracing.Actors;

/// <summary>A provider of actor references that instruments the actors that it makes.</summary>
internal interface IInstrumentedProvider
{
    /// <summary>Null before the provider has started.</summary>
    IInstrumentation? Instrumentation { get; }
}
