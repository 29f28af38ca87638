using System.Globalization;

namespace Tracing.Bench.Measuring;

/// <summary>Writes rows as a table of plain text. Whether an aim was met follows from the figures.</summary>
internal static class RowTable
{
    public static void Write(TextWriter output, string peerName,
        IReadOnlyList<(BenchRow Row, Figures? Ours, Figures? Peer)> rows)
    {
        string[][] cells =
        [
            ["what", "ours ns", "ours B", $"{peerName} ns", "B", "ratio", "aim", "met?"],
            .. rows.Select(row => Cells(row.Row, row.Ours, row.Peer)),
        ];
        int[] widths = [.. cells[0].Select((_, column) => cells.Max(line => line[column].Length))];
        for (var line = 0; line < cells.Length; line++)
        {
            output.WriteLine(string.Join(" | ", cells[line].Select((cell, column) =>
                column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))));
            if (line == 0) output.WriteLine(string.Join("-+-", widths.Select(width => new string('-', width))));
        }
    }

    private static string[] Cells(BenchRow row, Figures? ours, Figures? peer) =>
    [
        row.What, Nanos(ours), Bytes(ours), Nanos(peer), Bytes(peer),
        ours is { Nanos: > 0 } a && peer is { } b ? Number(b.Nanos / a.Nanos) + "x" : "",
        row.Aim.ToString(), ours is { } measured ? row.Aim.IsMet(measured) ? "yes" : "NO" : "not measured",
    ];

    private static string Nanos(Figures? figures) => figures is { } f ? Number(f.Nanos) : "";

    private static string Number(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Bytes(Figures? figures) => figures?.Bytes.ToString(CultureInfo.InvariantCulture) ?? "";
}
