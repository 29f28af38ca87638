namespace Tracing.Hosting.Doors.OtlpGrpc;

internal sealed record GrpcAnswer(int Status, string? Message, string? Details, string? AcceptEncoding, byte[] Body);
