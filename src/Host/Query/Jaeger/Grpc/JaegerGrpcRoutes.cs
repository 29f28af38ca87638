using Google.Protobuf;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Tracing.Hosting.Query.Jaeger.Schema;

namespace Tracing.Hosting.Query.Jaeger.Grpc;

/// <summary>The methods of <see cref="JaegerGrpcApi"/>, for Grpc.AspNetCore.</summary>
internal sealed class JaegerGrpcRoutes : IServiceMethodProvider<JaegerGrpcApi>
{
    /// <summary>Full name of the service.</summary>
    public const string QueryService = "jaeger.api_v3.QueryService";

    // Spans are kept in the bytes of OTLP, which need no objects in between.
    private static readonly Marshaller<byte[]> _traces = Marshallers.Create(
        static message => message, static message => message);

    public static void AddTo(IServiceCollection services, JaegerGrpcApi api)
    {
        services.AddGrpc();
        services.AddSingleton(api);
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IServiceMethodProvider<JaegerGrpcApi>, JaegerGrpcRoutes>());
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGrpcService<JaegerGrpcApi>();

    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<JaegerGrpcApi> context)
    {
        context.AddServerStreamingMethod(
            Method(MethodType.ServerStreaming, "GetTrace", Of(GetTraceRequest.Parser), _traces), [],
            static (api, request, to, call) => api.GetTraceAsync(request, to, call));
        context.AddServerStreamingMethod(
            Method(MethodType.ServerStreaming, "FindTraces", Of(FindTracesRequest.Parser), _traces), [],
            static (api, request, to, call) => api.FindTracesAsync(request, to, call));
        context.AddUnaryMethod(
            Method(MethodType.Unary, "GetServices", Of(GetServicesRequest.Parser), Of(GetServicesResponse.Parser)), [],
            static (api, _, call) => api.GetServicesAsync(call));
        context.AddUnaryMethod(Method(
                MethodType.Unary, "GetOperations", Of(GetOperationsRequest.Parser), Of(GetOperationsResponse.Parser)),
            [], static (api, request, call) => api.GetOperationsAsync(request, call));
        context.AddUnaryMethod(Method(MethodType.Unary, "GetDependencies", Of(GetDependenciesRequest.Parser),
                Of(DependenciesResponse.Parser)), [],
            static (api, request, call) => api.GetDependenciesAsync(request, call));
        context.AddServerStreamingMethod(Method(MethodType.ServerStreaming, "FindTraceSummaries",
                Of(FindTraceSummariesRequest.Parser), Of(FindTraceSummariesResponse.Parser)), [],
            static (api, request, to, call) => api.FindTraceSummariesAsync(request, to, call));
    }

    private static Method<TRequest, TResponse> Method<TRequest, TResponse>(
        MethodType type, string name, Marshaller<TRequest> request, Marshaller<TResponse> response) =>
        new(type, QueryService, name, request, response);

    private static Marshaller<T> Of<T>(MessageParser<T> parser)
        where T : class, IMessage<T> =>
        Marshallers.Create(static message => message.ToByteArray(), parser.ParseFrom);
}
