using System.Diagnostics;
using System.Net.Http.Headers;
using Tracing.Propagation;

namespace Tracing;

/// <summary>Counts HTTP calls: a server whose span we record says so in its answer, and a client of ours counts it as
/// its child.</summary>
/// <remarks>
/// The header is <c>traceresponse</c> of W3C Trace Context Level 2. .NET's diagnostic events give access to request and
/// answer; their types belong to ASP.NET Core and to System.Net.Http, so they are reached by compiled expressions. See
/// RATIONALE "How is an HTTP call counted?". Any thread.
/// </remarks>
internal static class HttpTracing
{
    private const string Header = "traceresponse";
    private const string ServerListener = "Microsoft.AspNetCore";
    private const string ServerStarted = "Microsoft.AspNetCore.Hosting.HttpRequestIn.Start";
    private const string ServerStopped = "Microsoft.AspNetCore.Hosting.HttpRequestIn.Stop";
    private const string ClientListener = "HttpHandlerDiagnosticListener";
    private const string ClientStopped = "System.Net.Http.HttpRequestOut.Stop";

    private static readonly Lock _changing = new();
    private static readonly List<IDisposable> _subscriptions = [];
    private static IDisposable? _all;
    private static WebRequest? _webRequest;
    private static Func<object, HttpResponseMessage?>? _answerOf;

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

    private static void OnServer(string name, object context)
    {
        if (Activity.Current is not { } activity || SpanOf(activity) is not { } span) return;
        if ((_webRequest ??= WebRequest.For(context)) is not { } request) return;
        if (name == ServerStarted) request.SetHeader(context, Header, TraceParent.Format(span.Context) ?? "");
        else request.Describe(context, span, isNamed: activity.DisplayName != activity.OperationName);
    }

    private static void OnClient(string name, object stopped)
    {
        if (Activity.Current is not { } activity || SpanOf(activity) is not { } span) return;
        _answerOf ??= AnswerGetterFor(stopped);
        if (_answerOf?.Invoke(stopped) is { } answer) Count(span, answer.Headers);
        else span.MarkChildrenOpen();
    }

    private static void Count(Span span, HttpResponseHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues(Header, out var values)) return;
        foreach (var value in values)
        {
            if (!TraceParent.TryParse(value, out var server) || !server.IsSampled) continue;
            if (server.TraceId != span.Context.TraceId) continue;
            span.CountChild();
            return;
        }
    }

    private static Span? SpanOf(Activity activity) =>
        SpanActivity.KnownOf(activity) is { IsReported: true, IsSampled: true } span ? span : null;

    private static Func<object, HttpResponseMessage?>? AnswerGetterFor(object stopped)
    {
        if (stopped.GetType().GetProperty("Response") is not { } property
            || !typeof(HttpResponseMessage).IsAssignableFrom(property.PropertyType)) return null;
        return of => property.GetValue(of) as HttpResponseMessage;
    }

    private sealed class Listeners : IObserver<DiagnosticListener>
    {
        public void OnNext(DiagnosticListener value)
        {
            var subscription = value.Name switch
            {
                // Only these events: others would make the libraries create activities for nobody.
                ServerListener => value.Subscribe(
                    new Events([ServerStarted, ServerStopped], OnServer),
                    static name => name is ServerStarted or ServerStopped),
                ClientListener => value.Subscribe(
                    new Events([ClientStopped], OnClient), static name => name == ClientStopped),
                _ => null,
            };
            if (subscription is null) return;
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
        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Value is null || !names.Contains(value.Key)) return;
            try
            {
                act(value.Key, value.Value);
            }
#pragma warning disable CA1031 // It runs within the application's request.
            catch (Exception)
#pragma warning restore CA1031
            {
                // The call is not counted: its trace settles instead of closing exactly.
                if (Activity.Current is { } activity) SpanOf(activity)?.MarkChildrenOpen();
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
