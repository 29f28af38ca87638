using System.Collections.Immutable;

namespace Tracing.Propagation;

/// <summary>One way of writing a context into text headers, and of reading it back.</summary>
/// <remarks>
/// Immutable; any thread. Neither direction throws for what a context or a header holds. What a format cannot carry it
/// leaves out; each implementation says what that is. Carriers at hand: <see cref="HeaderCarriers"/>.
/// </remarks>
public interface IPropagator
{
    /// <summary>The headers that this format reads and writes; it touches no others.</summary>
    ImmutableArray<string> Fields { get; }

    /// <summary>Writes what there is to say about a context; of one that says nothing, nothing.</summary>
    void Inject<TCarrier>(in TraceContext context, TCarrier carrier, HeaderSetter<TCarrier> set);

    /// <summary>Reads what the headers say; headers that are missing are no fault.</summary>
    Extraction Extract<TCarrier>(TCarrier carrier, HeaderGetter<TCarrier> get);
}
