using Google.Protobuf.Reflection;
using Grpc.Net.Client;
using Grpc.Reflection.V1;

namespace Tracing.Hosting.Doors.OtlpGrpc;

public class GrpcReflectionTests
{
    private const string TraceService = "opentelemetry.proto.collector.trace.v1.TraceService";

    [Fact]
    public async Task A_tool_learns_the_services_and_their_whole_schema_from_the_door()
    {
        await using var host = await RunningHost.StartAsync();
        using var channel = GrpcChannel.ForAddress(host.Host.OtlpGrpcAddress);
        var services = await AskAsync(channel, new ServerReflectionRequest { ListServices = "" });
        Assert.Equal(["grpc.health.v1.Health", TraceService],
            services.ListServicesResponse.Service.Select(service => service.Name).Order(StringComparer.Ordinal));

        var answer = await AskAsync(channel, new ServerReflectionRequest { FileContainingSymbol = TraceService });
        var files = answer.FileDescriptorResponse.FileDescriptorProto.Select(FileDescriptorProto.Parser.ParseFrom).ToArray();
        var span = files.SelectMany(file => file.MessageType).Single(message => message.Name == "Span");
        var flags = span.Field.Single(field => field.Name == "flags");
        Assert.Equal((16, FieldDescriptorProto.Types.Type.Fixed32), (flags.Number, flags.Type));
        var export = files.SelectMany(file => file.Service).Single().Method.Single();
        Assert.Equal(("Export", false), (export.Name, export.ClientStreaming));
    }

    [Fact]
    public async Task An_older_tool_gets_the_version_of_the_service_that_it_knows()
    {
        await using var host = await RunningHost.StartAsync();
        using var channel = GrpcChannel.ForAddress(host.Host.OtlpGrpcAddress);
        using var call = new Grpc.Reflection.V1Alpha.ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new Grpc.Reflection.V1Alpha.ServerReflectionRequest { ListServices = "" });
        Assert.True(await call.ResponseStream.MoveNext(default));
        Assert.Contains(call.ResponseStream.Current.ListServicesResponse.Service, service => service.Name == TraceService);
    }

    private static async Task<ServerReflectionResponse> AskAsync(GrpcChannel channel, ServerReflectionRequest request)
    {
        using var call = new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(request);
        await call.RequestStream.CompleteAsync();
        Assert.True(await call.ResponseStream.MoveNext(default));
        return call.ResponseStream.Current;
    }
}
