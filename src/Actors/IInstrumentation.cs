namespace Tracing.Actors;

/// <summary>The instrumentation of an actor system, as far as <see cref="ActorTracing"/> knows it.</summary>
internal interface IInstrumentation
{
    InstrumentationSettings Settings { get; set; }

    /// <summary>Called once, by the tracing of the same system.</summary>
    void Started(ActorTracing tracing);
}
