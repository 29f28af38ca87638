using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Tracing.Contracts;
using Tracing.Hosting.Agents;
using Tracing.Hosting.Doors;
using Tracing.Hosting.Doors.OtlpGrpc;
using Tracing.Hosting.Doors.WrongProtocol;
using Tracing.Hosting.Page;
using Tracing.Hosting.Ports;
using Tracing.Hosting.Query;
using Tracing.Hosting.Query.Jaeger;
using Tracing.Hosting.Query.Jaeger.Grpc;
using Tracing.Hosting.Query.Jaeger.Monitor;
using Tracing.Hosting.Query.Jaeger.Schema;
using Tracing.Hosting.Query.Tempo;
using Tracing.Hosting.Query.Tempo.Grpc;
using Tracing.Hosting.Query.Zipkin;
using Tracing.Hosting.Web;
using Tracing.Keeping;
using Tracing.Sinks;
using Tracing.Storage;
using Tracing.Storage.Journaling;

namespace Tracing.Hosting;

/// <summary>A collector with its doors, its query API and its page, from start to stop.</summary>
/// <remarks>
/// It closes in the order in which spans flow: first the doors, so that nothing comes in; then the engine, which brings
/// what it holds into the store; the page, so that what was stored can be seen until the end; the journal, which by then
/// is empty; the store last.
/// </remarks>
public sealed class TracingHost : IAsyncDisposable
{
    private const string OtlpHttp = "OTLP/HTTP";
    private const string OtlpGrpc = "OTLP/gRPC";
    private const string Zipkin = "Zipkin";
    private const string Page = "The page";
    private const string JaegerGrpc = "Jaeger's query API over gRPC";
    private const string Tempo = "Tempo's query API";

    // Of ports to which nothing is posted.
    private const int MaxRequestBytes = 64 * 1024;

    private readonly OpenPorts _ports;
    private readonly HostParts _parts;

    private readonly ImmutableArray<DoorCounts> _doors;

    private TracingHost(
        HostParts parts, ICollectorEngine engine, TraceFeed feed, OpenPorts ports, ImmutableArray<DoorCounts> doors)
    {
        _parts = parts;
        Engine = engine;
        Feed = feed;
        _ports = ports;
        _doors = doors;
    }

    public ICollectorEngine Engine { get; }

    public ITraceStore Store => _parts.Store;

    /// <summary>Batches that doors have answered and that are not stored yet; null: they are in memory only.</summary>
    public JournalCounts? Journal => _parts.Journal?.Counts;

    /// <summary>Requests that doors have refused since the start, for good or for now.</summary>
    public long RefusedRequests => _doors.Sum(static door => door.BadRequests + door.Busy);

    /// <summary>Traces as they close; each is in the store by then.</summary>
    public TraceFeed Feed { get; }

    /// <summary>Address of the OTLP/HTTP door, with the port that is bound.</summary>
    public Uri OtlpHttpAddress => _ports.AddressOf(OtlpHttp);

    /// <summary>Address of the OTLP/gRPC door, with the port that is bound.</summary>
    public Uri OtlpGrpcAddress => _ports.AddressOf(OtlpGrpc);

    /// <summary>Address of the Zipkin door, with the port that is bound.</summary>
    public Uri ZipkinAddress => _ports.AddressOf(Zipkin);

    /// <summary>The routes of the page's port.</summary>
    internal IEnumerable<Endpoint> PageEndpoints => _ports.EndpointsOf(Page);

    /// <summary>Address of the page, Jaeger's API and the metrics.</summary>
    public Uri PageAddress => _ports.AddressOf(Page);

    /// <summary>Address of Jaeger's query API over gRPC.</summary>
    public Uri JaegerGrpcAddress => _ports.AddressOf(JaegerGrpc);

    /// <summary>Address of Tempo's query API.</summary>
    public Uri TempoAddress => _ports.AddressOf(Tempo);

    /// <param name="engine">Makes the collector, which puts what it closes into the given sink. The host disposes
    /// it.</param>
    /// <param name="tell">Gets a line for what an operator must know: a damaged file, a full disk.</param>
    /// <param name="view">Makes the store that questions are put to, when the engine runs, from this host's own traces,
    /// open ones included; null: questions are put to those.</param>
    /// <exception cref="Tracing.Configuration.ConfigurationException">Ports beyond loopback would be open to
    /// anybody.</exception>
    /// <exception cref="PortUnavailableException">The message is one line; nothing is left running.</exception>
    /// <exception cref="StorageUnavailableException">The message is one line; nothing is left running.</exception>
    public static async Task<TracingHost> StartAsync(
        HostSettings settings, Func<ITraceSink, ICollectorEngine> engine, Action<string>? tell = null,
        Func<ITraceStore, ITraceStore>? view = null, CancellationToken stopping = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(engine);
        settings.Security.RefuseOpen(settings.BindAddress);
        if (settings.Security.IsOpen(settings.BindAddress))
        {
            tell?.Invoke($"insecure: anybody who reaches {settings.BindAddress} can read and add traces "
                + "(tracing.host.insecure)");
        }
        var opened = new TaskCompletionSource<ITraceSink>(TaskCreationOptions.RunContinuationsAsynchronously);
        // An actor system takes as long to start as a store to open, so a host alone does both at once. A node of a
        // cluster must not join before it can store.
        var starting = view is null ? Task.Run(() => engine(new LateSink(opened.Task)), CancellationToken.None) : null;
        var parts = await OpenPartsAsync(settings, tell, starting, stopping);
        var feed = new TraceFeed();
        try
        {
            if (starting is not null) parts.Collector = await starting;
            var export = await parts.OpenExportAsync();
            opened.SetResult(new TraceSinks(view is null ? parts.PacedSink : parts.Sink, export, feed));
            var collector = parts.Collector ??= engine(await opened.Task);
            DoorCounts httpCounts = new("otlp-http", tell), grpcCounts = new("otlp-grpc", tell),
                zipkinCounts = new("zipkin", tell);
            ImmutableArray<DoorCounts> doors = [httpCounts, grpcCounts, zipkinCounts];
            var admission = parts.Admission = new DoorAdmission(parts.OpenIntake(collector),
                new DoorLimits(settings.MaxRequestBytes, settings.BodyIdle, settings.BodyTime));
            var http = new OtlpHttpDoor(admission, httpCounts);
            var grpc = new OtlpGrpcDoor(admission, grpcCounts);
            var zipkin = new ZipkinDoor(admission, zipkinCounts, settings.Time);
            var security = settings.Security;
            var doorGate = new PortGate(settings.Names, security.DoorsToken ?? security.PageToken);
            var httpGate = doorGate with
            {
                Cors = security.DoorCors,
                CorsSetting = "tracing.host.cors.origins",
                CorsMethods = ["POST"],
            };
            var readiness = new Readiness(parts.Store, parts.Journal);
            var shown = new OpenTraceStore(parts.Store, collector);
            var asked = view?.Invoke(shown) ?? shown;
            var metrics = new HostMetrics(
                collector, parts.Store, parts.SetAside, feed, doors, parts.Intake, export);
            var ports = await OpenPorts.OpenAsync(
            [
                PagePort(settings, tell, metrics, readiness, shown, asked, feed),
                JaegerGrpcPort(settings, tell, readiness, asked),
                TempoPort(settings, tell, readiness, asked),
                Door(new WebPortSettings(OtlpHttp, "--otlp-http-port", settings.BindAddress, settings.OtlpHttpPort,
                    MaxRequestBytes: null, httpGate with { Refuse = http.RefuseAsync })
                {
                    Connected = new ProtocolCheck(isHttp2Port: false, "this port takes OTLP over HTTP; "
                        + $"gRPC goes to port {settings.OtlpGrpcPort} (tracing.host.otlp-grpc-port)", tell).ConnectAsync,
                }, http.Map),
                Door(new WebPortSettings(OtlpGrpc, "--otlp-grpc-port", settings.BindAddress, settings.OtlpGrpcPort,
                    MaxRequestBytes: null, doorGate with { Refuse = grpc.RefuseAsync })
                {
                    Protocols = HttpProtocols.Http2,
                    Connected = new ProtocolCheck(isHttp2Port: true, "this port takes OTLP over gRPC; "
                        + $"HTTP goes to port {settings.OtlpHttpPort} (tracing.host.otlp-http-port)", tell).ConnectAsync,
                    AddServices = services => OtlpGrpcRoutes.AddTo(
                        services, grpc, new GrpcHealth(readiness, settings.Time, OtlpGrpcRoutes.TraceService)),
                }, OtlpGrpcRoutes.Map),
                Door(new WebPortSettings(Zipkin, "--zipkin-port", settings.BindAddress, settings.ZipkinPort,
                    MaxRequestBytes: null, httpGate with { Refuse = zipkin.RefuseAsync })
                {
                    ReadingGate = ReadingGate(settings, "zipkin-query", tell, PortGate.PlainAsync),
                }, routes =>
                {
                    zipkin.Map(routes);
                    var read = HeadAnswers.For(UnreadableAnswers.For(routes, ZipkinApi.TextAsync));
                    new ZipkinStatus(readiness).Map(read);
                    new ZipkinApi(asked, settings.Time, LimitsOf(settings)).Map(read);
                }),
            ], stopping);

            HostPort Door(WebPortSettings port, Action<IEndpointRouteBuilder> map) => new(
                port with
                {
                    Connections = settings.Connections,
                    Crowded = admission.EndSilent,
                    Certificate = security.Tls,
                },
                IsDoor: true, (routes, _) =>
                {
                    map(routes);
                    readiness.Map(routes);
                });
            return new TracingHost(parts, collector, feed, ports, doors);
        }
        catch
        {
            opened.TrySetCanceled(CancellationToken.None);
            await parts.StopAsync();
            await parts.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ports.CloseDoorsAsync();
        await _parts.StopAsync();
        await _ports.DisposeAsync();
        await _parts.DisposeAsync();
    }

    private static async Task<HostParts> OpenPartsAsync(
        HostSettings settings, Action<string>? tell, Task<ICollectorEngine>? starting, CancellationToken stopping)
    {
        try
        {
            return await HostParts.OpenAsync(settings, tell, stopping);
        }
        catch
        {
            if (starting is not null) await (await starting).DisposeAsync();
            throw;
        }
    }

    private static HostPort PagePort(
        HostSettings settings, Action<string>? tell, HostMetrics metrics, Readiness readiness, ITraceStore own,
        ITraceStore store, TraceFeed feed)
    {
        var gate = ReadingGate(settings, "page", tell, SignInPage.RefuseAsync) with
        {
            HasSignIn = true,
            CorsMethods = ["GET", "HEAD", "POST"],
        };
        var limits = LimitsOf(settings);
        return new HostPort(
            new WebPortSettings(Page, "--page-port", settings.BindAddress, settings.PagePort, MaxRequestBytes, gate)
            {
                BasePath = settings.BasePath,
                Connections = settings.Connections,
                Certificate = settings.Security.Tls,
            },
            IsDoor: false, (routes, closing) =>
            {
                metrics.Map(HeadAnswers.For(routes));
                readiness.Map(routes);
                routes = UnreadableAnswers.For(routes);
                new LiveTraces(own, store, feed, settings.Time, closing).Map(routes);
                new AgentEndpoint(store, settings.Time, limits).Map(routes);
                routes = HeadAnswers.For(routes);
                new JaegerApi(store, settings.Time, limits).Map(routes);
                new MonitorApi(store, settings.Time).Map(routes);
                new JaegerV3Api(store, settings.Time, limits).Map(routes);
                new JaegerTransform(settings.Time, limits).Map(routes);
                new WaterfallApi(store, limits).Map(routes);
                new ComparisonApi(store, limits).Map(routes);
                new GraphApi(store, settings.Time).Map(routes);
                new FiguresApi(store, settings.Time).Map(routes);
                new SearchApi(store, settings.Time).Map(routes);
                new TraceFiles(store, limits).Map(routes);
                OpenApi.Map(routes);
                PageAssets.Map(routes, settings.BasePath);
            });
    }

    private static HostPort JaegerGrpcPort(
        HostSettings settings, Action<string>? tell, Readiness readiness, ITraceStore store) => new(
        new WebPortSettings(JaegerGrpc, "--jaeger-grpc-port", settings.BindAddress, settings.JaegerGrpcPort,
            MaxRequestBytes, ReadingGate(settings, "jaeger-grpc", tell, GrpcRefusal.WriteAsync))
        {
            Protocols = HttpProtocols.Http2,
            Connections = settings.Connections,
            Certificate = settings.Security.Tls,
            Connected = new ProtocolCheck(isHttp2Port: true, "this port takes Jaeger's queries over gRPC; "
                + $"those over HTTP go to port {settings.PagePort} (tracing.host.page-port)", tell).ConnectAsync,
            AddServices = services =>
            {
                JaegerGrpcRoutes.AddTo(services, new JaegerGrpcApi(store, settings.Time, LimitsOf(settings)));
                services.AddSingleton(new GrpcHealth(readiness, settings.Time, JaegerGrpcRoutes.QueryService));
                GrpcReflection.AddTo(services, static () => QueryServiceReflection.Descriptor);
            },
        },
        IsDoor: false, (routes, _) =>
        {
            JaegerGrpcRoutes.Map(routes);
            routes.MapGrpcService<GrpcHealth>();
            GrpcReflection.Map(routes);
            readiness.Map(routes);
        });

    private static HostPort TempoPort(
        HostSettings settings, Action<string>? tell, Readiness readiness, ITraceStore store)
    {
        var gate = ReadingGate(settings, "tempo", tell, PortGate.PlainAsync);
        return new HostPort(
            new WebPortSettings(Tempo, "--tempo-port", settings.BindAddress, settings.TempoPort, MaxRequestBytes, gate)
            {
                Protocols = HttpProtocols.Http1AndHttp2,
                Connections = settings.Connections,
                Certificate = settings.Security.Tls,
                Connected = settings.Security.Tls is null ? BothProtocols.ConnectAsync : null,
                AddServices = services => TempoGrpcRoutes.AddTo(services, new TempoGrpcApi(store, settings.Time)),
            },
            IsDoor: false, (routes, _) =>
            {
                routes.MapGrpcService<TempoGrpcApi>();
                readiness.Map(routes);
                new TempoApi(store, settings.Time, LimitsOf(settings)).Map(
                    HeadAnswers.For(UnreadableAnswers.For(routes, TempoApi.TextAsync)));
            });
    }

    private static AnswerLimits LimitsOf(HostSettings settings) =>
        new(settings.MaxAnswerSpans, settings.MaxAnswerBytes);

    // The token of the doors reads nothing.
    private static PortGate ReadingGate(
        HostSettings settings, string name, Action<string>? tell, RefusalWriter refuse)
    {
        var notices = tell is null ? null : new RefusalNotices(name, tell);
        return new PortGate(settings.Names, settings.Security.PageToken)
        {
            Cors = settings.Security.QueryCors,
            Refuse = (context, status, problem) =>
            {
                notices?.Add(status, context.Connection.RemoteIpAddress);
                return refuse(context, status, problem);
            },
        };
    }
}
