using System.Collections.Immutable;
using System.Text;
using Tracing.Figures.OverTime;
using Tracing.Otlp.Proto;

namespace Tracing.Clustering;

/// <summary>Writes and reads a question for figures over time as protobuf fields. Fields are only ever added.</summary>
internal static class FigureQueryWire
{
    private const int From = 1, Until = 2, Step = 3, By = 4, Service = 5, Kind = 6, Operation = 7, ActorType = 8,
        HasFailed = 9;

    public static void Write(ProtoWriter to, FigureQuery query)
    {
        to.Number(From, query.FromMinute);
        to.Number(Until, query.UntilMinute);
        to.Number(Step, query.StepMinutes);
        to.Number(By, (int)query.By);
        foreach (var service in query.Services) to.StringAlways(Service, service);
        foreach (var kind in query.Kinds) to.NumberAlways(Kind, (int)kind);
        if (query.Operation is { } operation) to.StringAlways(Operation, operation);
        if (query.ActorType is { } actor) to.StringAlways(ActorType, actor);
        if (query.HasFailed is { } hasFailed) to.NumberAlways(HasFailed, hasFailed ? 1 : 0);
    }

    public static FigureQuery Read(ReadOnlySpan<byte> bytes)
    {
        var query = new FigureQuery(0, 0, 1, FigureGroups.None);
        var services = ImmutableArray.CreateBuilder<string>();
        var kinds = ImmutableArray.CreateBuilder<SpanKind>();
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            query = (reader.Field, reader.Wire) switch
            {
                (From, ProtoWire.Varint) => query with { FromMinute = (long)reader.Number },
                (Until, ProtoWire.Varint) => query with { UntilMinute = (long)reader.Number },
                (Step, ProtoWire.Varint) => query with { StepMinutes = Math.Max(1, (long)reader.Number) },
                (By, ProtoWire.Varint) => query with { By = (FigureGroups)(int)reader.Number },
                (Operation, ProtoWire.Bytes) => query with { Operation = Encoding.UTF8.GetString(reader.Content) },
                (ActorType, ProtoWire.Bytes) => query with { ActorType = Encoding.UTF8.GetString(reader.Content) },
                (HasFailed, ProtoWire.Varint) => query with { HasFailed = reader.Number != 0 },
                _ => query,
            };
            if (reader.Is(Service, ProtoWire.Bytes)) services.Add(Encoding.UTF8.GetString(reader.Content));
            else if (reader.Is(Kind, ProtoWire.Varint)) kinds.Add((SpanKind)(int)reader.Number);
        }
        return query with { Services = services.DrainToImmutable(), Kinds = kinds.DrainToImmutable() };
    }
}
