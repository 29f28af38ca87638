using System.Text;
using Tracing.Otlp.Proto;

namespace Tracing.Figures.OverTime;

/// <summary>Writes and reads a table as protobuf fields. Fields are only ever added. Reading never throws.</summary>
public static class FigureWire
{
    private const int Series = 1, Cell = 2, Overflowed = 3, FirstMinute = 4;

    private const int Service = 1, Operation = 2, Kind = 3, ActorType = 4;

    private const int Number = 1, Minute = 2, HasFailed = 3, Weight = 4, WeightBits = 5, Sum = 6, SumBits = 7,
        LeastAndOne = 8, Most = 9, Classes = 10, Exemplar = 11;

    private const int Trace = 1, Duration = 2;

    private const double LargestExact = 1L << 53;

    public static byte[] Write(FigureTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var to = new ProtoWriter(4 * 1024);
        Write(to, table);
        return to.ToArray();
    }

    internal static void Write(ProtoWriter to, FigureTable table)
    {
        to.Number(Overflowed, table.IsOverflowed ? 1 : 0);
        var numbers = new Dictionary<FigureSeries, int>();
        foreach (var series in table.Series)
        {
            numbers.Add(series, numbers.Count);
            var mark = to.Begin(Series);
            to.String(Service, series.Service);
            to.String(Operation, series.Operation);
            to.Number(Kind, (int)series.Kind);
            to.String(ActorType, series.ActorType);
            to.End(mark);
        }
        var first = table.CellCount == 0 ? 0 : table.Rows.Min(static row => row.Minute);
        to.Number(FirstMinute, first);
        // The cells of a series repeat each other, so they are stored side by side.
        foreach (var row in table.Rows.Where(static row => !row.Cell.IsEmpty)
            .OrderBy(row => numbers[row.Series]).ThenBy(static row => row.HasFailed).ThenBy(static row => row.Minute))
        {
            var mark = to.Begin(Cell);
            to.Number(Number, numbers[row.Series]);
            to.Number(Minute, row.Minute - first);
            to.Number(HasFailed, row.HasFailed ? 1 : 0);
            Write(to, row.Cell);
            to.End(mark);
        }
    }

    /// <summary>Adds what was written to a table.</summary>
    /// <param name="query">Picks and sums up; null: all cells are added as they are.</param>
    /// <returns>False: the bytes are no table, and a part of it may have been added.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, FigureTable into, FigureQuery? query = null)
    {
        ArgumentNullException.ThrowIfNull(into);
        // Null: the query does not ask for the series.
        var series = new List<int?>();
        var first = 0L;
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Is(Series, ProtoWire.Bytes))
            {
                var read = ReadSeries(reader.Content);
                var group = query is null ? read : query.GroupOf(read);
                series.Add(group is null ? null : into.NumberOf(group));
            }
            else if (reader.Is(FirstMinute, ProtoWire.Varint)) first = (long)reader.Number;
            else if (reader.Is(Overflowed, ProtoWire.Varint)) into.IsOverflowed |= reader.Number != 0;
            else if (reader.Is(Cell, ProtoWire.Bytes)) ReadCell(reader.Content, series, first, into, query);
        }
        return !reader.IsBroken;
    }

    private static void Write(ProtoWriter to, FigureCell cell)
    {
        Write(to, Weight, WeightBits, cell.Weight);
        Write(to, Sum, SumBits, cell.SumNanos);
        to.Number(LeastAndOne, unchecked((long)(cell.LeastNanos + 1)));
        to.Number(Most, (long)cell.MostNanos);
        var mark = to.Begin(Classes);
        var before = -1;
        foreach (var (at, weight) in cell.Classes)
        {
            // The field number is the distance to the class before, the field's value the weight.
            Write(to, at - before, at - before, weight);
            before = at;
        }
        to.End(mark);
        foreach (var one in cell.Exemplars)
        {
            mark = to.Begin(Exemplar);
            to.TraceId(Trace, one.TraceId);
            to.Number(Duration, (long)one.DurationNanos);
            to.End(mark);
        }
    }

    private static void Write(ProtoWriter to, int whole, int bits, double value)
    {
        if (value >= 0 && value < LargestExact && Math.Floor(value) == value) to.NumberAlways(whole, (long)value);
        else to.Fixed64(bits, BitConverter.DoubleToUInt64Bits(value));
    }

    private static FigureSeries ReadSeries(ReadOnlySpan<byte> bytes)
    {
        var (service, operation, actor, kind) = ("", "", "", 0UL);
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Is(Service, ProtoWire.Bytes)) service = Encoding.UTF8.GetString(reader.Content);
            else if (reader.Is(Operation, ProtoWire.Bytes)) operation = Encoding.UTF8.GetString(reader.Content);
            else if (reader.Is(ActorType, ProtoWire.Bytes)) actor = Encoding.UTF8.GetString(reader.Content);
            else if (reader.Is(Kind, ProtoWire.Varint)) kind = reader.Number;
        }
        return new FigureSeries(service, operation, (SpanKind)kind, actor);
    }

    private static void ReadCell(
        ReadOnlySpan<byte> bytes, List<int?> series, long first, FigureTable into, FigureQuery? query)
    {
        // The fields that name the cell come first.
        var (number, minute, hasFailed) = (0UL, first, false);
        FigureCell? cell = null;
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            switch (reader.Field, reader.Wire)
            {
                case (Number, ProtoWire.Varint): number = reader.Number; continue;
                case (Minute, ProtoWire.Varint): minute = first + (long)reader.Number; continue;
                case (HasFailed, ProtoWire.Varint): hasFailed = reader.Number != 0; continue;
            }
            cell ??= CellOf(number, minute, hasFailed, series, into, query);
            if (cell is null) return;
            Read(reader, cell, query is null ? FigureCell.StoredExemplars : FigureCell.MostExemplars);
        }
    }

    private static FigureCell? CellOf(
        ulong number, long minute, bool hasFailed, List<int?> series, FigureTable into, FigureQuery? query)
    {
        if (number >= (ulong)series.Count || series[(int)number] is not { } group) return null;
        if (query is null) return into.CellOf(group, hasFailed, minute);
        return query.StepOf(minute, hasFailed) is { } step
            ? into.CellOf(group, hasFailed && query.By.HasFlag(FigureGroups.Outcome), step)
            : null;
    }

    private static void Read(ProtoReader reader, FigureCell cell, int exemplars)
    {
        switch (reader.Field, reader.Wire)
        {
            case (Weight, ProtoWire.Varint): cell.Sum(reader.Number, 0); break;
            case (WeightBits, ProtoWire.Fixed64): cell.Sum(BitConverter.UInt64BitsToDouble(reader.Number), 0); break;
            case (Sum, ProtoWire.Varint): cell.Sum(0, reader.Number); break;
            case (SumBits, ProtoWire.Fixed64): cell.Sum(0, BitConverter.UInt64BitsToDouble(reader.Number)); break;
            case (LeastAndOne, ProtoWire.Varint): cell.Bound(unchecked(reader.Number - 1), 0); break;
            case (Most, ProtoWire.Varint): cell.Bound(ulong.MaxValue, reader.Number); break;
            case (Classes, ProtoWire.Bytes): ReadClasses(reader.Content, cell); break;
            case (Exemplar, ProtoWire.Bytes): ReadExemplar(reader.Content, cell, exemplars); break;
        }
    }

    private static void ReadClasses(ReadOnlySpan<byte> bytes, FigureCell cell)
    {
        var at = -1L;
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            at += reader.Field;
            if (at >= DurationClasses.Count) return;
            if (reader.Wire == ProtoWire.Varint) cell.Count((int)at, reader.Number);
            else if (reader.Wire == ProtoWire.Fixed64)
                cell.Count((int)at, BitConverter.UInt64BitsToDouble(reader.Number));
        }
    }

    private static void ReadExemplar(ReadOnlySpan<byte> bytes, FigureCell cell, int most)
    {
        var (id, duration) = (default(TraceId), 0UL);
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Is(Trace, ProtoWire.Bytes)) TraceId.TryRead(reader.Content, out id);
            else if (reader.Is(Duration, ProtoWire.Varint)) duration = reader.Number;
        }
        if (!id.IsNone) cell.Keep(new Exemplar(id, duration), most);
    }
}
