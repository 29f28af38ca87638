using Tracing.Otlp.Proto;

namespace Tracing.Figures.OverTime;

public sealed class FigureWireTests
{
    [Fact]
    public void A_table_is_read_as_it_was_written_packed_and_unpacked()
    {
        var table = Some();
        foreach (var compresses in (bool[])[false, true])
        {
            var read = new FigureTable();
            Assert.True(FigurePage.TryUnpack(FigurePage.Pack(table, compresses), read));
            Assert.Equal(Rows(table), Rows(read));
            Assert.True(read.IsOverflowed);
        }
    }

    [Fact]
    public void The_bytes_are_those_of_the_golden_file_and_fields_of_later_versions_are_passed_over()
    {
        // A stored format: tables that earlier versions wrote must stay readable.
        var file = Path.Combine(AppContext.BaseDirectory, "Figures", "OverTime", "Golden", "table.hex");
        var golden = File.ReadAllText(file).Trim();
        Assert.Equal(golden, Convert.ToHexStringLower(FigureWire.Write(Some())));
        var later = new ProtoWriter();
        later.Number(100, 7);
        var read = new FigureTable();
        Assert.True(FigureWire.TryRead([.. Convert.FromHexString(golden), .. later.ToArray()], read));
        Assert.Equal(Rows(Some()), Rows(read));
    }

    [Fact]
    public void Changed_bytes_of_a_page_are_noticed_and_arbitrary_bytes_are_never_an_exception()
    {
        var random = new Random(8);
        var whole = FigurePage.Pack(Some(), compresses: true);
        for (var i = 0; i < whole.Length; i++)
        {
            var changed = whole.ToArray();
            changed[i] ^= (byte)(1 << random.Next(8));
            Assert.False(FigurePage.TryUnpack(changed, new FigureTable()), $"byte {i}");
            Assert.False(FigurePage.TryUnpack(whole[..i], new FigureTable()));
        }
        var plain = FigureWire.Write(Some());
        for (var round = 0; round < 5_000; round++)
        {
            var bytes = plain.ToArray();
            for (var changes = random.Next(1, 6); changes > 0; changes--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            FigureWire.TryRead(bytes, new FigureTable());
            FigureWire.TryRead(bytes, new FigureTable(), new FigureQuery(0, long.MaxValue, 7, FigureGroups.Operation));
        }
    }

    [Fact]
    public void What_is_taken_back_leaves_nothing()
    {
        var (table, once) = (new FigureTable(), new FigureTable());
        var series = new FigureSeries("shop", "pay", SpanKind.Server, "");
        foreach (var nanos in (ulong[])[5, 700, 700, 90_000])
        {
            table.CellOf(series, false, 1).Add(nanos, 2.5, Tracing.Some.Trace(1));
            once.CellOf(series, false, 1).Remove(nanos, 2.5);
        }
        table.Add(once);
        var read = new FigureTable();
        Assert.True(FigureWire.TryRead(FigureWire.Write(table), read));
        Assert.Empty(read.Rows);
    }

    private static FigureTable Some()
    {
        var table = new FigureTable { IsOverflowed = true };
        var series = new FigureSeries("shop", "pay", SpanKind.Server, "Cashier");
        foreach (var nanos in (ulong[])[0, 1_000, 1_000_000])
            table.CellOf(series, true, 30_724_284).Add(nanos, 1, Tracing.Some.Trace(1));
        table.CellOf(series, false, 30_724_286).Add(200_000, 1.25, Tracing.Some.Trace(2));
        var nameless = new FigureSeries("", "", SpanKind.Unspecified, "");
        table.CellOf(nameless, false, 30_724_285).Add(1, 1e300, Tracing.Some.Trace(3));
        return table;
    }

    private static string[] Rows(FigureTable table) =>
    [
        .. table.Rows.Select(static row =>
            $"{row.Series} {row.HasFailed} {row.Minute} {row.Cell.Weight} {row.Cell.SumNanos} "
            + $"{row.Cell.LeastNanos} {row.Cell.MostNanos} {string.Join(',', row.Cell.Classes)} "
            + string.Join(',', row.Cell.Exemplars))
            .Order(StringComparer.Ordinal),
    ];
}
