namespace Tracing.Actors;

/// <summary>A provider of actor references that instruments the actors which it makes.</summary>
internal interface ITracedProvider
{
    Instrumentation? Instrumentation { get; }
}
