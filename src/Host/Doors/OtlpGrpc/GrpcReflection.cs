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
    /// <param name="own">The schema of the port's own service.</param>
    public static void AddTo(IServiceCollection services, Google.Protobuf.Reflection.FileDescriptor own)
    {
        ImmutableArray<Google.Protobuf.Reflection.ServiceDescriptor> shown =
            [.. own.Services, .. HealthReflection.Descriptor.Services];
        services.AddSingleton(new ReflectionV1ServiceImpl(shown));
        services.AddSingleton(new ReflectionServiceImpl(shown));
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGrpcService<ReflectionV1ServiceImpl>();
        routes.MapGrpcService<ReflectionServiceImpl>();
    }
}
