using System.Collections.Concurrent;
using Akka.Actor;
using Tracing.Sampling;

namespace Tracing.Actors;

/// <summary>The instrumentation's settings in a form that is quick to ask.</summary>
/// <remarks>Immutable, but for remembered answers. New settings are a new object; each cell notices it at its next
/// message.</remarks>
internal sealed class InstrumentationRules(InstrumentationSettings settings)
{
    // Message types whose answer is remembered; for further types the patterns are matched each time.
    private const int MaxTypes = 4096;

    private readonly NamePatterns _continue = new(settings.Continue);
    private readonly NamePatterns _start = new(settings.Start);
    private readonly NamePatterns _never = new(settings.Never);
    private readonly NamePatterns _neverMessages = new(settings.NeverMessages);
    private readonly ConcurrentDictionary<Type, bool> _traces = new();

    private readonly RateLimitedSampler? _starts =
        settings.StartsPerSecond > 0 ? new RateLimitedSampler(settings.StartsPerSecond) : null;

    public InstrumentationSettings Settings => settings;

    /// <summary>The age in nanoseconds from which a trace is checked for work without end.</summary>
    public long ChainNanos { get; } = (long)settings.ChainsUpTo.TotalNanoseconds;

    public bool Starts { get; } = !settings.Start.IsEmpty;

    /// <param name="wish">The choice in the actor's Props or deployment; null: there is none.</param>
    public ActorRole RoleOf(ActorPath path, Type actor, bool? wish)
    {
        if (wish == false) return ActorRole.None;
        var text = path.ToStringWithoutAddress();
        if (typeof(INeverTraced).IsAssignableFrom(actor)) return HiddenOr(text, actor, wish);
        var isNever = _never.Matches(text, actor);
        if (isNever && wish is null) return HiddenOr(text, actor, wish);
        if (!isNever && _start.Matches(text, actor)) return ActorRole.Starts;
        return wish == true || _continue.Matches(text, actor) ? ActorRole.Continues : ActorRole.None;
    }

    /// <summary>False when actors have started as many traces in the last second as they may.</summary>
    public bool MayStart() => _starts is null || _starts.Decide(default).Keeps;

    /// <summary>True when a message that <see cref="Traces"/> leaves out passes its trace on.</summary>
    public bool Hides(object message) => !settings.NeverCuts && !IsDemand(message.GetType());

    public bool Traces(object message)
    {
        if (message is INeverTraced) return false;
        var type = message.GetType();
        if (_neverMessages.IsEmpty) return !IsDemand(type);
        if (_traces.TryGetValue(type, out var traces)) return traces;
        traces = !_neverMessages.Matches(type) && !IsDemand(type);
        if (_traces.Count < MaxTypes) _traces.TryAdd(type, traces);
        return traces;
    }

    // The next demand of Akka.Delivery comes because a message was taken. What the producer makes then is no part of
    // that message's trace.
    internal static bool IsDemand(Type message) => message.Name == "RequestNext`1"
        && message.DeclaringType is { Namespace: "Akka.Delivery" or "Akka.Cluster.Sharding.Delivery" };

    // An actor that would continue traces if it were not left out.
    private ActorRole HiddenOr(string path, Type actor, bool? wish) =>
        !settings.NeverCuts && (wish == true || _continue.Matches(path, actor) || _start.Matches(path, actor))
            ? ActorRole.Hidden
            : ActorRole.None;
}
