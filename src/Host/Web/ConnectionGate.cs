using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Tracing.Hosting.Web;

/// <summary>Lets connections in as far as there is room, and closes those that say nothing.</summary>
/// <remarks>See RATIONALE "Who gets a connection?".</remarks>
/// <param name="crowded">Called for each connection that finds no room; null: nothing can be done.</param>
internal sealed class ConnectionGate(ConnectionLimits limits, Action? crowded = null)
{
    private static readonly object _key = new();

    private readonly ConnectionTable _table = new(limits);

    /// <summary>True for requests that even a full port answers, and to callers without a token.</summary>
    public static bool IsHealth(PathString path) =>
        path == "/healthz" || path == "/readyz" || path == "/health"
        || path.StartsWithSegments("/grpc.health.v1.Health", StringComparison.Ordinal);

    /// <summary>Middleware of connections.</summary>
    public async Task ConnectAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var slot = _table.Enter(connection);
        if (slot is null or { IsSpare: true }) crowded?.Invoke();
        if (slot is null)
        {
            connection.Abort(new ConnectionAbortedException("too many connections"));
            return;
        }
        try
        {
            connection.Items[_key] = slot;
            if (await SpeaksAsync(connection)) await next(connection);
        }
        finally
        {
            _table.Leave(slot);
        }
    }

    /// <summary>Middleware of requests.</summary>
    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Features.Get<IConnectionItemsFeature>()?.Items.TryGetValue(_key, out var item) is not true
            || item is not ConnectionSlot slot)
        {
            await next(context);
            return;
        }
        _table.BeginRequest(slot);
        try
        {
            // HTTP/2 has no such header.
            if (slot.IsSpare && HttpProtocol.IsHttp11(context.Request.Protocol))
                context.Response.Headers.Connection = "close";
            if (slot.IsSpare && !IsHealth(context.Request.Path)) await RefuseAsync(context);
            else await next(context);
        }
        finally
        {
            _table.EndRequest(slot);
        }
    }

    // Reads without taking anything, so the server finds the first bytes where they were.
    private async Task<bool> SpeaksAsync(ConnectionContext connection)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        silence.CancelAfter(limits.FirstByte);
        try
        {
            var read = await connection.Transport.Input.ReadAsync(silence.Token);
            connection.Transport.Input.AdvanceTo(read.Buffer.Start);
            return !read.Buffer.IsEmpty;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            return false;
        }
    }

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = "1";
        return context.Response.WriteAsync("too many connections; tracing.host.max-connections says how many\n");
    }
}
