using System.Linq.Expressions;
using Tracing.Otlp;

namespace Tracing;

/// <summary>Reads from a request of ASP.NET Core, and writes to its answer, without a reference to ASP.NET
/// Core.</summary>
/// <remarks>Compiled once from the type of the context. Any thread.</remarks>
internal sealed class WebRequest
{
    private readonly Func<object, string?> _method;
    private readonly Func<object, string?> _scheme;
    private readonly Func<object, string?> _path;
    private readonly Func<object, string?> _agent;
    private readonly Func<object, int> _status;
    private readonly Func<object, IReadOnlyList<object>?> _metadata;
    private readonly Action<object, string, string> _setHeader;
    private readonly Type _route;
    private readonly Func<object, string?> _routeOf;

    private WebRequest(Type context, Type endpoints, Type route)
    {
        var of = Expression.Parameter(typeof(object));
        var http = Expression.Convert(of, context);
        var request = Expression.Property(http, "Request");
        var response = Expression.Property(http, "Response");
        _method = Compiled<string?>(Expression.Property(request, "Method"), of);
        _scheme = Compiled<string?>(Expression.Property(request, "Scheme"), of);
        _path = Compiled<string?>(Expression.Property(Expression.Property(request, "Path"), "Value"), of);
        _agent = Compiled<string?>(Expression.Call(Item(Expression.Property(request, "Headers"), "User-Agent"), "ToString", null), of);
        _status = Compiled<int>(Expression.Property(response, "StatusCode"), of);
        var endpoint = Expression.Call(endpoints, "GetEndpoint", null, http);
        var none = Expression.Constant(null, typeof(IReadOnlyList<object>));
        _metadata = Compiled<IReadOnlyList<object>?>(Expression.Condition(
            Expression.Equal(endpoint, Expression.Constant(null, endpoint.Type)), none,
            Expression.Convert(Expression.Property(endpoint, "Metadata"), typeof(IReadOnlyList<object>))), of);
        var (name, value) = (Expression.Parameter(typeof(string)), Expression.Parameter(typeof(string)));
        var header = Item(Expression.Property(response, "Headers"), name);
        _setHeader = Expression.Lambda<Action<object, string, string>>(
            Expression.Assign(header, Expression.Convert(value, header.Type)), of, name, value).Compile();
        _route = route;
        _routeOf = Compiled<string?>(Expression.Property(Expression.Convert(of, route), "Route"), of);
    }

    /// <summary>Null: this version of ASP.NET Core has other members.</summary>
    public static WebRequest? For(object context)
    {
        try
        {
            var type = AbstractOf(context.GetType());
            var endpoints = type?.Assembly.GetType("Microsoft.AspNetCore.Http.EndpointHttpContextExtensions");
            var route = type?.Assembly.GetType("Microsoft.AspNetCore.Http.Metadata.IRouteDiagnosticsMetadata");
            return type is null || endpoints is null || route is null ? null : new WebRequest(type, endpoints, route);
        }
        catch (Exception cause) when (cause is ArgumentException or InvalidOperationException or MissingMemberException)
        {
            return null;
        }
    }

    /// <summary>True for a request with which an OTLP exporter reports spans.</summary>
    public bool IsExport(object context) =>
        _agent(context)?.StartsWith(OtlpSender.AgentStart, StringComparison.Ordinal) == true;

    public void SetHeader(object context, string name, string value) => _setHeader(context, name, value);

    /// <summary>Gives a span the name and the tags of the OpenTelemetry semantic conventions, "HTTP spans", where
    /// nobody else has set them.</summary>
    public void Describe(object context, Span span, bool isNamed)
    {
        var (method, route, status) = (_method(context) ?? "", RouteOf(context), _status(context));
        SetTag(span, "http.request.method", method);
        SetTag(span, "url.scheme", _scheme(context));
        SetTag(span, "url.path", _path(context));
        if (route is not null) SetTag(span, "http.route", route);
        SetTag(span, "http.response.status_code", status);
        if (!isNamed) span.Rename(string.IsNullOrEmpty(route) ? method : $"{method} {route}");
    }

    private static void SetTag(Span span, string key, TagValue value)
    {
        if (!span.HasTag(key)) span.SetTag(key, value);
    }

    private string? RouteOf(object context)
    {
        foreach (var one in _metadata(context) ?? [])
            if (_route.IsInstanceOfType(one)) return _routeOf(one);
        return null;
    }

    private static IndexExpression Item(Expression headers, string name) => Item(headers, Expression.Constant(name));

    private static IndexExpression Item(Expression headers, Expression name)
    {
        var item = headers.Type.GetProperty("Item", [typeof(string)])
            ?? throw new MissingMemberException(headers.Type.Name, "Item");
        return Expression.Property(headers, item, name);
    }

    private static Func<object, T> Compiled<T>(Expression body, ParameterExpression of) =>
        Expression.Lambda<Func<object, T>>(body, of).Compile();

    private static Type? AbstractOf(Type type)
    {
        for (var at = type; at is not null; at = at.BaseType)
            if (at.FullName == "Microsoft.AspNetCore.Http.HttpContext") return at;
        return null;
    }
}
