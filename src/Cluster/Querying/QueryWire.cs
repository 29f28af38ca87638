using System.Collections.Immutable;
using System.Text;
using Tracing.Figures.OverTime;
using Tracing.Keeping;
using Tracing.Otlp.Proto;

namespace Tracing.Clustering;

/// <summary>Writes and reads the messages between stores as protobuf fields. Fields are only ever added.</summary>
/// <remarks>Reading arbitrary bytes gives a message or null, never an exception.</remarks>
internal static class QueryWire
{
    // The first field of each message: the number of the question.
    private const int Question = 1;

    private const int Trace = 2, Find = 3, Services = 4, OperationsOf = 5, Figures = 6, OnlyOpen = 7;

    private const int Number = 2, IsLast = 3, IsCut = 4, Content = 5;

    private const int Why = 2;

    public static byte[] Write(AskStore ask)
    {
        var to = new ProtoWriter();
        to.Fixed64(Question, ask.Question);
        foreach (var id in ask.Traces) to.TraceId(Trace, id);
        if (ask.Find is { } query)
        {
            var mark = to.Begin(Find);
            TraceQueryWire.Write(to, query);
            to.End(mark);
        }
        to.Number(Services, ask.WantsServices ? 1 : 0);
        if (ask.OperationsOf is { } service) to.StringAlways(OperationsOf, service);
        if (ask.Figures is { } figures)
        {
            var mark = to.Begin(Figures);
            FigureQueryWire.Write(to, figures);
            to.End(mark);
        }
        to.Number(OnlyOpen, ask.OnlyOpen ? 1 : 0);
        return to.ToArray();
    }

    public static byte[] Write(AnswerPage page)
    {
        var to = new ProtoWriter(page.Bytes.Length + 32);
        to.Fixed64(Question, page.Question);
        to.Number(Number, page.Number);
        to.Number(IsLast, page.IsLast ? 1 : 0);
        to.Number(IsCut, page.IsCut ? 1 : 0);
        to.Bytes(Content, page.Bytes.Span);
        return to.ToArray();
    }

    public static byte[] Write(AnswerTaken taken)
    {
        var to = new ProtoWriter(16);
        to.Fixed64(Question, taken.Question);
        to.Number(Number, taken.Number);
        return to.ToArray();
    }

    public static byte[] Write(AnswerRefused refused)
    {
        var to = new ProtoWriter();
        to.Fixed64(Question, refused.Question);
        to.String(Why, refused.Why);
        return to.ToArray();
    }

    public static AskStore? ReadAsk(byte[] bytes)
    {
        ulong? question = null;
        var traces = ImmutableArray.CreateBuilder<TraceId>();
        TraceQuery? query = null;
        var wantsServices = false;
        string? operationsOf = null;
        FigureQuery? figures = null;
        var onlyOpen = false;
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Is(Question, ProtoWire.Fixed64)) question = reader.Number;
            else if (reader.Is(Trace, ProtoWire.Bytes) && TraceId.TryRead(reader.Content, out var id)) traces.Add(id);
            else if (reader.Is(Find, ProtoWire.Bytes)) query = TraceQueryWire.Read(reader.Content);
            else if (reader.Is(Services, ProtoWire.Varint)) wantsServices = reader.Number != 0;
            else if (reader.Is(OperationsOf, ProtoWire.Bytes)) operationsOf = Encoding.UTF8.GetString(reader.Content);
            else if (reader.Is(Figures, ProtoWire.Bytes)) figures = FigureQueryWire.Read(reader.Content);
            else if (reader.Is(OnlyOpen, ProtoWire.Varint)) onlyOpen = reader.Number != 0;
        }
        return reader.IsBroken || question is not { } number
            ? null
            : new AskStore(number, traces.DrainToImmutable(), query, wantsServices, operationsOf, figures, onlyOpen);
    }

    public static AnswerPage? ReadPage(byte[] bytes)
    {
        ulong? question = null;
        ulong number = 0, isLast = 0, isCut = 0;
        ReadOnlyMemory<byte>? content = null;
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Is(Question, ProtoWire.Fixed64)) question = reader.Number;
            else if (reader.Is(Number, ProtoWire.Varint)) number = reader.Number;
            else if (reader.Is(IsLast, ProtoWire.Varint)) isLast = reader.Number;
            else if (reader.Is(IsCut, ProtoWire.Varint)) isCut = reader.Number;
            else if (reader.Is(Content, ProtoWire.Bytes)) content = bytes.AsMemory(reader.ContentStart, reader.ContentLength);
        }
        return reader.IsBroken || question is not { } of || content is not { } piece || number > int.MaxValue
            ? null
            : new AnswerPage(of, (int)number, isLast != 0, isCut != 0, piece);
    }

    public static AnswerTaken? ReadTaken(byte[] bytes)
    {
        ulong? question = null;
        ulong number = 0;
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Is(Question, ProtoWire.Fixed64)) question = reader.Number;
            else if (reader.Is(Number, ProtoWire.Varint)) number = reader.Number;
        }
        return reader.IsBroken || question is not { } of || number > int.MaxValue ? null : new AnswerTaken(of, (int)number);
    }

    public static AnswerRefused? ReadRefused(byte[] bytes)
    {
        ulong? question = null;
        var why = "";
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Is(Question, ProtoWire.Fixed64)) question = reader.Number;
            else if (reader.Is(Why, ProtoWire.Bytes)) why = Encoding.UTF8.GetString(reader.Content);
        }
        return reader.IsBroken || question is not { } of ? null : new AnswerRefused(of, why);
    }
}
