using System.Collections.Concurrent;
using System.Diagnostics;

namespace Tracing;

/// <summary>Finds out whether somebody else, such as the OpenTelemetry SDK, listens to activities of this
/// process.</summary>
/// <remarks>
/// .NET does not tell who listens to a source. Of a source that we do not listen to, it tells whether anybody does. For
/// the name of each source that we do listen to there is a second source, a probe, to which we do not. Any thread.
/// </remarks>
internal static class OtherListeners
{
    private const int MaxSources = 1024;
    private const string ProbeVersion = "tracing-probe";

    // Others begin to listen while the application starts. Later a look once a second would only cost.
    private const int QuickLooks = 20;

    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _later = TimeSpan.FromSeconds(5);
    private static readonly ConcurrentDictionary<string, ActivitySource> _sources = new(StringComparer.Ordinal);
    private static Timer? _timer;
    private static int _looks;

    /// <summary>Remembers a source. Called for each source of the process, old and new.</summary>
    public static void Note(ActivitySource source)
    {
        if (IsProbe(source) || source.Name == InstrumentationScope.Name || _sources.Count >= MaxSources) return;
        if (!ActivityRecorder.AnyListensTo(source.Name)) _sources.TryAdd(source.Name, source);
        else _sources.TryAdd(source.Name, Placeholder);
    }

    /// <summary>True when the process has a source of this name, to which a recorder listens.</summary>
    public static bool IsKnown(string name) => _sources.ContainsKey(name) && ActivityRecorder.AnyListensTo(name);

    public static bool IsProbe(ActivitySource source) => source.Version == ProbeVersion;

    public static void Watch()
    {
        using (ExecutionContext.SuppressFlow())
            _timer ??= new Timer(static _ => OnTime(), null, _interval, _interval);
        _looks = 0;
    }

    public static void Stop()
    {
        _timer?.Dispose();
        _timer = null;
        _sources.Clear();
        ActivityBridge.OthersListen = false;
    }

    /// <summary>Looks again whether anybody else listens.</summary>
    public static void LookNow()
    {
        var listen = false;
        foreach (var (name, source) in _sources)
        {
            var asked = source;
            if (ReferenceEquals(source, Placeholder))
            {
                // Not made where the source was noted: .NET was telling its listeners of that one just then.
                asked = new ActivitySource(name, ProbeVersion);
                _sources[name] = asked;
            }
            listen |= asked.HasListeners();
        }
        if (ActivityBridge.AreWanted) ActivityRecorder.SayWantedToo();
        if (ActivityBridge.AreReported && ActivityBridge.OthersListen != listen) ActivityBridge.OthersListen = listen;
    }

    private static void OnTime()
    {
        LookNow();
        if (Interlocked.Increment(ref _looks) == QuickLooks) Volatile.Read(ref _timer)?.Change(_later, _later);
    }

    private static ActivitySource Placeholder { get; } = new("tracing.placeholder", ProbeVersion);
}
