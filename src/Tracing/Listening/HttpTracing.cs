using System.Diagnostics;
using System.Linq.Expressions;
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
    private const string ClientListener = "HttpHandlerDiagnosticListener";
    private const string ClientStopped = "System.Net.Http.HttpRequestOut.Stop";

    private static readonly Lock _changing = new();
    private static readonly List<IDisposable> _subscriptions = [];
    private static IDisposable? _all;
    private static Action<object, string>? _setHeader;
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

    private static void Began(object? context)
    {
        if (context is null || Activity.Current is not { } activity || SpanOf(activity) is not { } span) return;
        _setHeader ??= HeaderSetterFor(context);
        if (TraceParent.Format(span.Context) is { } text) _setHeader?.Invoke(context, text);
    }

    private static void Ended(object? stopped)
    {
        if (stopped is null || Activity.Current is not { } activity || SpanOf(activity) is not { } span) return;
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

    // context => context.Response.Headers["traceresponse"] = value
    private static Action<object, string>? HeaderSetterFor(object context)
    {
        var type = Type.GetType("Microsoft.AspNetCore.Http.HttpContext, Microsoft.AspNetCore.Http.Abstractions");
        if (type is null || !type.IsInstanceOfType(context)) return null;
        var of = Expression.Parameter(typeof(object));
        var text = Expression.Parameter(typeof(string));
        var headers = Expression.Property(Expression.Property(Expression.Convert(of, type), "Response"), "Headers");
        var item = headers.Type.GetProperty("Item", [typeof(string)]);
        if (item is null) return null;
        return Expression.Lambda<Action<object, string>>(
            Expression.Assign(Expression.Property(headers, item, Expression.Constant(Header)),
                Expression.Convert(text, item.PropertyType)),
            of, text).Compile();
    }

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
                    new Events(ServerStarted, Began), static name => name == ServerStarted),
                ClientListener => value.Subscribe(
                    new Events(ClientStopped, Ended), static name => name == ClientStopped),
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

    private sealed class Events(string name, Action<object?> act) : IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Key != name) return;
            try
            {
                act(value.Value);
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
