using Akka.Actor;
using Akka.Remote;

namespace Tracing.Actors;

/// <summary>A reference to an actor on another node: what is told it under a trace travels in an envelope.</summary>
/// <remarks>Only users' actors get envelopes. Akka.NET's own actors cannot open them, and a node without this library
/// drops them, so what remoting, clustering and deployment send stays bare.</remarks>
internal sealed class TracedRemoteRef(Instrumentation? instrumentation, RemoteActorRefProvider provider,
    Address localAddressToUse, ActorPath path, IInternalActorRef parent, Props props, Deploy deploy)
    : RemoteActorRef(provider.Transport, localAddressToUse, path, parent, props, deploy), ITracedRef
{
    private readonly bool _mayWrap = MayOpen(path);
    private readonly bool _isRoot = path.Depth == 0;

    public object WithTrace(object message) => Wrapped(message);

    protected override void TellInternal(object message, IActorRef sender) =>
        base.TellInternal(TracingInUse.IsOn ? Wrapped(message) : message, sender);

    public override IActorRef GetChild(IReadOnlyList<string> name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Count == 0 || name[0] == ".."
            ? base.GetChild(name)
            : new TracedRemoteRef(instrumentation, provider, LocalAddressToUse, Path / name, ActorRefs.Nobody,
                Akka.Actor.Props.None, Deploy.None);
    }

    private object Wrapped(object message)
    {
        if (instrumentation is null) return message;
        var rules = instrumentation.Rules;
        if (rules.Settings.Remote != RemotePropagation.Write)
        {
            return message is TraceEnvelope envelope
                ? Departure.Record(envelope, instrumentation.Tracing.Tracer, Path)
                : message;
        }
        if (Ambient.Span is not { } span) return Leaving.Relayed(message, instrumentation.Parts);
        if (_isRoot && message is ActorSelectionMessage selection) return Selected(selection, span, rules);
        return _mayWrap ? Leaving.Wrap(message, span, rules, Path) : message;
    }

    // Akka.NET sends a selection to the other node's root, which looks for the actors.
    private ActorSelectionMessage Selected(ActorSelectionMessage selection, Span span, InstrumentationRules rules)
    {
        if (selection.Elements is not [SelectChildName { Name: "user" }, ..]) return selection;
        var isWildcard = selection.Elements.Any(static e => e is SelectChildPattern or SelectChildRecursive);
        var wrapped = isWildcard && rules.Traces(selection.Message)
            ? EnvelopeRules.WrapOpenEnded(selection.Message, span)
            : Leaving.Wrap(selection.Message, span, rules,
                EndlessChains.IsOld(span, rules.ChainNanos) ? PathOf(selection) : null);
        return ReferenceEquals(wrapped, selection.Message)
            ? selection
            : new ActorSelectionMessage(wrapped, selection.Elements, selection.WildCardFanOut);
    }

    private ActorPath PathOf(ActorSelectionMessage selection) =>
        Path / selection.Elements.OfType<SelectChildName>().Select(static element => element.Name);

    private static bool MayOpen(ActorPath path)
    {
        var elements = path.Elements;
        // The stages of streams, which speak with each other between nodes.
        if (elements.Any(static e => e.StartsWith("StreamSupervisor-", StringComparison.Ordinal))) return false;
        // /user/…, or an actor that another node has deployed there: /remote/protocol/address/user/…
        if (elements.Count < 2) return false;
        return elements[0] == "user" || (elements[0] == "remote" && elements.Contains("user")) || IsTunnel(elements);
    }

    // The way back to an actor that has sent through a ClusterClient: /system/receptionist/address. It passes on what
    // it gets. An Ask takes its answer bare.
    private static bool IsTunnel(IReadOnlyList<string> path) => path is ["system", _, var client]
        && client.Contains("%3A%2F%2F", StringComparison.OrdinalIgnoreCase)
        && !client.Contains("%2Ftemp%2F", StringComparison.OrdinalIgnoreCase);
}
