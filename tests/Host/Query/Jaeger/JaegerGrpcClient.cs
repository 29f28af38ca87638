using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Tracing.Hosting.Query.Jaeger.Grpc;

namespace Tracing.Hosting.Query.Jaeger;

/// <summary>Asks Jaeger's query API over gRPC.</summary>
internal static class JaegerGrpcClient
{
    public static Marshaller<T> Of<T>(MessageParser<T> parser)
        where T : IMessage<T> => Marshallers.Create(static message => message.ToByteArray(), parser.ParseFrom);

    public static async Task<List<TResponse>> AskAsync<TRequest, TResponse>(RunningHost host, string method,
        TRequest request, MessageParser<TRequest> reads, MessageParser<TResponse> answers, bool isStream = true, string? token = null)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        using var channel = GrpcChannel.ForAddress(host.Host.JaegerGrpcAddress);
        var type = isStream ? MethodType.ServerStreaming : MethodType.Unary;
        var called = new Method<TRequest, TResponse>(type, JaegerGrpcRoutes.QueryService, method, Of(reads), Of(answers));
        var options = new CallOptions(token is null ? [] : new Metadata { { "authorization", $"Bearer {token}" } });
        if (!isStream)
        {
            using var unary = channel.CreateCallInvoker().AsyncUnaryCall(called, null, options, request);
            return [await unary];
        }
        using var call = channel.CreateCallInvoker().AsyncServerStreamingCall(called, null, options, request);
        var all = new List<TResponse>();
        await foreach (var one in call.ResponseStream.ReadAllAsync()) all.Add(one);
        return all;
    }
}
