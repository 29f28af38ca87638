using System.Diagnostics;

namespace Tracing;

/// <summary>Subscribes to the diagnostic events of ASP.NET Core, HttpClient and Entity Framework Core, while a reporter
/// of ours reports.</summary>
/// <remarks>Any thread; what fails here does not reach the library. Only the events that are read are asked for: others
/// would make the libraries create activities for nobody.</remarks>
internal static class LibraryEvents
{
    private static readonly Lock _changing = new();
    private static readonly List<IDisposable> _subscriptions = [];
    private static IDisposable? _all;

    public static void Subscribe() => _all ??= DiagnosticListener.AllListeners.Subscribe(new Listeners());

    public static void Unsubscribe()
    {
        _all?.Dispose();
        _all = null;
        lock (_changing)
        {
            foreach (var subscription in _subscriptions) subscription.Dispose();
            _subscriptions.Clear();
        }
    }

    private static Events? EventsOf(string listener) => listener switch
    {
        HttpServer.Listener => new Events(HttpServer.Names, HttpServer.OnEvent),
        HttpCalls.Listener => new Events(HttpCalls.Names, HttpCalls.OnEvent),
        DatabaseCommands.Listener => new Events(DatabaseCommands.Names, DatabaseCommands.OnEvent),
        _ => null,
    };

    private sealed class Listeners : IObserver<DiagnosticListener>
    {
        public void OnNext(DiagnosticListener value)
        {
            if (EventsOf(value.Name) is not { } events) return;
            var subscription = value.Subscribe(events, events.Reads);
            lock (_changing) _subscriptions.Add(subscription);
        }

        public void OnCompleted()
        {
            // The process ends.
        }

        public void OnError(Exception error)
        {
            // There is none.
        }
    }

    private sealed class Events(string[] names, Action<string, object> act) : IObserver<KeyValuePair<string, object?>>
    {
        public bool Reads(string name) => names.Contains(name);

        // Also gets events that it did not ask for, when another subscriber did.
        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Value is null || !Reads(value.Key)) return;
            try
            {
                act(value.Key, value.Value);
            }
#pragma warning disable CA1031 // It runs within the application's request.
            catch (Exception)
#pragma warning restore CA1031
            {
                ActiveSpan.Current?.Tracer.Recorder.Drops.Count(DropReason.ListenerFailed);
            }
        }

        public void OnCompleted()
        {
            // The listener is gone, and with it its requests.
        }

        public void OnError(Exception error)
        {
            // There is none.
        }
    }
}
