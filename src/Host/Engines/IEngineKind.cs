using Tracing.Collecting;
using Tracing.Hosting.Demo;

namespace Tracing.Hosting.Engines;

/// <summary>One way to run the collector, and the tutorial on it.</summary>
internal interface IEngineKind
{
    /// <summary>What <c>--engine</c> takes.</summary>
    string Name { get; }

    /// <summary>For people: name and version of what it runs on.</summary>
    string Description { get; }

    /// <exception cref="Configuration.ConfigurationException">A setting is unusable; nothing has been
    /// started.</exception>
    ICollectorEngine Start(EngineRequest request, ITraceSink sink);

    /// <summary>The tutorial's client and service, on an engine that this kind started.</summary>
    ITutorial StartTutorial(ICollectorEngine engine, OrderWork work, int parallel);

    /// <summary>The same for a system of actors that know nothing of tracing; null: this kind has no actors.</summary>
    ITutorial? StartUntouched(ICollectorEngine engine) => null;
}
