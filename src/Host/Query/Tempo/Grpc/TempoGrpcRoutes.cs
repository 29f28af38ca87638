using Google.Protobuf;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Tracing.Hosting.Query.Tempo.Schema;

namespace Tracing.Hosting.Query.Tempo.Grpc;

/// <summary>The methods of <see cref="TempoGrpcApi"/>, for Grpc.AspNetCore.</summary>
internal sealed class TempoGrpcRoutes : IServiceMethodProvider<TempoGrpcApi>
{
    /// <summary>Full name of the service.</summary>
    public const string StreamingQuerier = "tempopb.StreamingQuerier";

    public static void AddTo(IServiceCollection services, TempoGrpcApi api)
    {
        services.AddGrpc();
        services.AddSingleton(api);
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IServiceMethodProvider<TempoGrpcApi>, TempoGrpcRoutes>());
    }

    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<TempoGrpcApi> context)
    {
        context.AddServerStreamingMethod(
            Method("Search", SearchRequest.Parser, SearchResponse.Parser), [],
            static (api, request, to, call) => api.SearchAsync(request, to, call));
        context.AddServerStreamingMethod(
            Method("MetricsQueryRange", QueryRangeRequest.Parser, QueryRangeResponse.Parser), [],
            static (api, request, to, call) => api.QueryRangeAsync(request, to, call));
        context.AddServerStreamingMethod(
            Method("MetricsQueryInstant", QueryInstantRequest.Parser, QueryInstantResponse.Parser), [],
            static (api, request, to, call) => api.QueryInstantAsync(request, to, call));
    }

    private static Method<TRequest, TResponse> Method<TRequest, TResponse>(
        string name, MessageParser<TRequest> request, MessageParser<TResponse> response)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        new(MethodType.ServerStreaming, StreamingQuerier, name, Of(request), Of(response));

    private static Marshaller<T> Of<T>(MessageParser<T> parser)
        where T : class, IMessage<T> =>
        Marshallers.Create(static message => message.ToByteArray(), parser.ParseFrom);
}
