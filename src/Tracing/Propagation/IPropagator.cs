using System.Collections.Immutable;

namespace Tracing.Propagation;

/// <summary>A format in which a context is written into text headers and read back.</summary>
/// <remarks>
/// Immutable; any thread. No content of a context or a header makes it throw. Each implementation says what its format
/// cannot carry; that is left out. <see cref="HeaderCarriers"/> has methods for the header collections of .NET.
/// </remarks>
public interface IPropagator
{
    /// <summary>The names of the headers that this format reads and writes.</summary>
    ImmutableArray<string> Fields { get; }

    /// <summary>Writes a context into a carrier. Writes nothing for a context without content.</summary>
    void Inject<TCarrier>(in TraceContext context, TCarrier carrier, HeaderSetter<TCarrier> set);

    /// <summary>Reads a context from a carrier; missing headers are no fault.</summary>
    Extraction Extract<TCarrier>(TCarrier carrier, HeaderGetter<TCarrier> get);
}
