using Grpc.Core;
using Grpc.Health.V1;
using Tracing.Hosting.Web;

namespace Tracing.Hosting.Doors.OtlpGrpc;

/// <summary>gRPC's health service (grpc/doc/health-checking.md): serving while <c>/readyz</c> answers 200.</summary>
/// <param name="service">Full name of the port's service, which may be asked for by it.</param>
internal sealed class GrpcHealth(Readiness readiness, TimeProvider time, string service) : Health.HealthBase
{
    private static readonly TimeSpan _lookAgain = TimeSpan.FromSeconds(1);

    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context) =>
        IsKnown(request.Service)
            ? Task.FromResult(new HealthCheckResponse { Status = Status })
            : throw new RpcException(new Status(StatusCode.NotFound, "there is no such service here"));

    /// <summary>Sends the status now, and each time that it changes.</summary>
    public override async Task Watch(
        HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        var stopping = context.CancellationToken;
        using var timer = new PeriodicTimer(_lookAgain, time);
        HealthCheckResponse? sent = null;
        try
        {
            do
            {
                var now = IsKnown(request.Service) ? Status : HealthCheckResponse.Types.ServingStatus.ServiceUnknown;
                if (sent?.Status == now) continue;
                await responseStream.WriteAsync(sent = new HealthCheckResponse { Status = now }, stopping);
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException)
        {
            // The client has left, or the host closes.
        }
    }

    private HealthCheckResponse.Types.ServingStatus Status => readiness.Problems.Length == 0
        ? HealthCheckResponse.Types.ServingStatus.Serving
        : HealthCheckResponse.Types.ServingStatus.NotServing;

    // The empty name stands for the whole server.
    private bool IsKnown(string asked) => asked.Length == 0 || asked == service;
}
