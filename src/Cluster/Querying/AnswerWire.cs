using System.Collections.Immutable;
using System.Text;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Figures.OverTime;
using Tracing.Keeping;
using Tracing.Otlp.Proto;
using Tracing.TailSampling;
using Tracing.Wire.Otlp;
using Tracing.Wire.Spans;

namespace Tracing.Clustering;

/// <summary>Writes and reads an answer as protobuf fields. Fields are only ever added. Reading arbitrary bytes gives an
/// answer or null, never an exception.</summary>
internal static class AnswerWire
{
    private const int Trace = 1, Service = 2, Operation = 3, Figures = 4;

    private const int Id = 1, Revision = 2, Kind = 3, Reason = 4, Missing = 5, Conflicts = 6, ClosedAt = 7, Drops = 8,
        Policy = 9, Why = 10, Weight = 11, Truncated = 12, Spans = 13, Omitted = 14;

    private const int Parent = 1, ParentIsHere = 2, Count = 3;

    private const int Name = 1, SpanKindOf = 2;

    private const int Table = 1, Since = 2, IsDamaged = 3;

    /// <param name="maxBytes">Traces that would exceed this size are left out.</param>
    public static byte[] Write(StoreAnswer answer, int maxBytes, out bool isCut)
    {
        var to = new ProtoWriter();
        foreach (var service in answer.Services) to.StringAlways(Service, service);
        foreach (var operation in answer.Operations)
        {
            var mark = to.Begin(Operation);
            to.String(Name, operation.Name);
            to.Number(SpanKindOf, (int)operation.Kind);
            to.End(mark);
        }
        if (answer.Figures is { } figures)
        {
            var mark = to.Begin(Figures);
            to.Bytes(Table, FigureWire.Write(figures.Table));
            to.Number(Since, figures.SinceMinute);
            to.Number(IsDamaged, figures.IsDamaged ? 1 : 0);
            to.End(mark);
        }
        isCut = false;
        foreach (var trace in answer.Traces)
        {
            isCut = to.Length + trace.Bytes > maxBytes;
            if (isCut) break;
            var mark = to.Begin(Trace);
            Write(to, trace);
            to.End(mark);
        }
        return to.ToArray();
    }

    public static StoreAnswer? TryRead(ReadOnlyMemory<byte> bytes)
    {
        var traces = ImmutableArray.CreateBuilder<KeptTrace>();
        var services = ImmutableArray.CreateBuilder<string>();
        var operations = ImmutableArray.CreateBuilder<Operation>();
        FigureAnswer? figures = null;
        var reader = new ProtoReader(bytes.Span);
        while (reader.Next())
        {
            if (reader.Is(Trace, ProtoWire.Bytes))
            {
                if (ReadTrace(bytes.Slice(reader.ContentStart, reader.ContentLength)) is not { } trace) return null;
                traces.Add(trace);
            }
            else if (reader.Is(Service, ProtoWire.Bytes)) services.Add(Encoding.UTF8.GetString(reader.Content));
            else if (reader.Is(Operation, ProtoWire.Bytes)) operations.Add(ReadOperation(reader.Content));
            else if (reader.Is(Figures, ProtoWire.Bytes)) figures = ReadFigures(reader.Content);
        }
        return reader.IsBroken
            ? null
            : new StoreAnswer(traces.DrainToImmutable(), services.DrainToImmutable(), operations.DrainToImmutable())
            {
                Figures = figures,
            };
    }

    private static FigureAnswer ReadFigures(ReadOnlySpan<byte> bytes)
    {
        var (table, since, isDamaged) = (new FigureTable(FigureReading.MaxSeries), 0L, false);
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Is(Table, ProtoWire.Bytes)) isDamaged |= !FigureWire.TryRead(reader.Content, table);
            else if (reader.Is(Since, ProtoWire.Varint)) since = (long)reader.Number;
            else if (reader.Is(IsDamaged, ProtoWire.Varint)) isDamaged |= reader.Number != 0;
        }
        return new FigureAnswer(table, since) { IsDamaged = isDamaged };
    }

    private static void Write(ProtoWriter to, KeptTrace trace)
    {
        to.TraceId(Id, trace.TraceId);
        to.Number(Revision, trace.Revision);
        to.Number(Kind, (int)trace.Completeness.Kind);
        to.Number(Reason, (int)trace.Completeness.Reason);
        foreach (var missing in trace.Completeness.Missing.IsDefault ? [] : trace.Completeness.Missing)
        {
            var mark = to.Begin(Missing);
            to.SpanId(Parent, missing.Parent);
            to.Number(ParentIsHere, missing.ParentIsHere ? 1 : 0);
            to.Number(Count, missing.Count);
            to.End(mark);
        }
        to.Number(Conflicts, trace.Conflicts);
        to.Number(ClosedAt, trace.ClosedAt.UtcTicks);
        to.Number(Drops, trace.Decision.Keeps ? 0 : 1);
        to.String(Policy, trace.Decision.Policy);
        to.String(Why, trace.Decision.Reason);
        to.Fixed64(Weight, BitConverter.DoubleToUInt64Bits(trace.Decision.Weight));
        to.Number(Truncated, trace.Truncated);
        to.Bytes(Spans, OtlpProtobuf.Write(trace.Raw));
        to.Number(Omitted, trace.Omitted);
    }

    private static KeptTrace? ReadTrace(ReadOnlyMemory<byte> bytes)
    {
        TraceId id = default;
        ulong revision = 0, kind = 0, reason = 0, conflicts = 0, closedAt = 0, drops = 0, weight = 0,
            truncated = 0, omitted = 0;
        string policy = "", why = "";
        SpanBatch? spans = null;
        var missing = ImmutableArray.CreateBuilder<MissingSpans>();
        var reader = new ProtoReader(bytes.Span);
        while (reader.Next())
        {
            switch (reader.Field, reader.Wire)
            {
                case (Id, ProtoWire.Bytes): TraceId.TryRead(reader.Content, out id); break;
                case (Revision, ProtoWire.Varint): revision = reader.Number; break;
                case (Kind, ProtoWire.Varint): kind = reader.Number; break;
                case (Reason, ProtoWire.Varint): reason = reader.Number; break;
                case (Missing, ProtoWire.Bytes): missing.Add(ReadMissing(reader.Content)); break;
                case (Conflicts, ProtoWire.Varint): conflicts = reader.Number; break;
                case (ClosedAt, ProtoWire.Varint): closedAt = reader.Number; break;
                case (Drops, ProtoWire.Varint): drops = reader.Number; break;
                case (Policy, ProtoWire.Bytes): policy = Encoding.UTF8.GetString(reader.Content); break;
                case (Why, ProtoWire.Bytes): why = Encoding.UTF8.GetString(reader.Content); break;
                case (Weight, ProtoWire.Fixed64): weight = reader.Number; break;
                case (Truncated, ProtoWire.Varint): truncated = reader.Number; break;
                case (Omitted, ProtoWire.Varint): omitted = reader.Number; break;
                case (Spans, ProtoWire.Bytes):
                    spans = OtlpSkim.TryRead(bytes.Slice(reader.ContentStart, reader.ContentLength), out _);
                    break;
            }
        }
        if (reader.IsBroken || id.IsNone || spans is null || closedAt > (ulong)DateTimeOffset.MaxValue.UtcTicks) return null;
        return KeptTrace.Of(new ClosedTrace(id, (int)revision,
            new Completeness((CompletenessKind)kind, (PartialReason)reason, missing.DrainToImmutable()), spans.Spans,
            (int)conflicts, new DateTimeOffset((long)closedAt, TimeSpan.Zero))
        {
            Decision = new TraceDecision(drops == 0, policy, why, BitConverter.UInt64BitsToDouble(weight)),
            Truncated = (long)truncated,
        }).WithOmitted((int)Math.Min(omitted, int.MaxValue));
    }

    private static MissingSpans ReadMissing(ReadOnlySpan<byte> bytes)
    {
        SpanId parent = default;
        ulong isHere = 0, count = 0;
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Is(Parent, ProtoWire.Bytes)) SpanId.TryRead(reader.Content, out parent);
            else if (reader.Is(ParentIsHere, ProtoWire.Varint)) isHere = reader.Number;
            else if (reader.Is(Count, ProtoWire.Varint)) count = reader.Number;
        }
        return new MissingSpans(parent, isHere != 0, (int)count);
    }

    private static Operation ReadOperation(ReadOnlySpan<byte> bytes)
    {
        var name = "";
        ulong kind = 0;
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Is(Name, ProtoWire.Bytes)) name = Encoding.UTF8.GetString(reader.Content);
            else if (reader.Is(SpanKindOf, ProtoWire.Varint)) kind = reader.Number;
        }
        return new Operation(name, (SpanKind)kind);
    }
}
