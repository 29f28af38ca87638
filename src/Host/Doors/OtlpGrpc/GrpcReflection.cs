using System.Collections.Immutable;
using Grpc.Health.V1;
using Grpc.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Tracing.Hosting.Doors.OtlpGrpc;

/// <summary>gRPC's reflection service (grpc/doc/server-reflection.md), by which tools such as <c>grpcurl</c> and
/// <c>buf curl</c> call a port without a schema of their own. Tools of some years ask for its version
/// <c>v1alpha</c>.</summary>
internal static class GrpcReflection
{
    /// <param name="own">Returns the schema of the port's own service; called by the first question, because a schema
    /// takes memory.</param>
    public static void AddTo(IServiceCollection services, Func<Google.Protobuf.Reflection.FileDescriptor> own)
    {
        services.AddSingleton(_ => new ReflectionV1ServiceImpl(Shown()));
        services.AddSingleton(_ => new ReflectionServiceImpl(Shown()));

        ImmutableArray<Google.Protobuf.Reflection.ServiceDescriptor> Shown() =>
            [.. own().Services, .. HealthReflection.Descriptor.Services];
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGrpcService<ReflectionV1ServiceImpl>();
        routes.MapGrpcService<ReflectionServiceImpl>();
    }
}
