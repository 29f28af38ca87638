using System.Collections.Immutable;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Tracing.Hosting.Doors.OtlpGrpc.Schema;

namespace Tracing.Hosting.Doors.OtlpGrpc;

/// <summary>The gRPC methods of the door, for Grpc.AspNetCore.</summary>
internal sealed class OtlpGrpcRoutes : IServiceMethodProvider<OtlpGrpcDoor>
{
    /// <summary>Full name of the service that takes spans.</summary>
    public const string TraceService = Package + "trace.v1.TraceService";

    private const string Package = "opentelemetry.proto.collector.";

    private static readonly Marshaller<byte[]> _bytes = Marshallers.Create(
        static message => message, static message => message);

    // Unary for the client, and on the wire. A client stream lets the door read the body instead of Grpc.AspNetCore.
    private static readonly Method<byte[], byte[]> _export = Export(TraceService);

    private static readonly ImmutableArray<Method<byte[], byte[]>> _others =
    [
        Export(Package + "metrics.v1.MetricsService"),
        Export(Package + "logs.v1.LogsService"),
        Export(Package + "profiles.v1development.ProfilesService"),
    ];

    public static void AddTo(IServiceCollection services, OtlpGrpcDoor door, GrpcHealth health)
    {
        services.AddGrpc();
        services.AddSingleton(door);
        services.AddSingleton(health);
        GrpcReflection.AddTo(services, static () => TraceServiceReflection.Descriptor);
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IServiceMethodProvider<OtlpGrpcDoor>, OtlpGrpcRoutes>());
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGrpcService<OtlpGrpcDoor>();
        routes.MapGrpcService<GrpcHealth>();
        GrpcReflection.Map(routes);
    }

    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<OtlpGrpcDoor> context)
    {
        context.AddClientStreamingMethod(_export, [], static (door, _, call) => door.ExportAsync(call));
        foreach (var other in _others)
            context.AddClientStreamingMethod(other, [], static (door, _, call) => door.RefuseOtherSignal(call));
    }

    private static Method<byte[], byte[]> Export(string service) =>
        new(MethodType.ClientStreaming, service, "Export", _bytes, _bytes);
}
