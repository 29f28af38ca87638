using System.Diagnostics;
using System.Globalization;
using Tracing.Figures.OverTime;
using Tracing.Storage;

namespace Tracing.Sqlite.Crashing;

public sealed class CrashTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Traces_reported_as_stored_survive_each_kill_9_and_their_figures_with_them()
    {
        const int Kills = 5, AnswersBefore = 40;
        var told = new List<string>();
        var answered = new List<int>();
        for (var kill = 1; kill <= Kills; kill++)
        {
            answered.AddRange(await WriteUntilKilledAsync(AnswersBefore + (17 * kill)));
            await using var store = SqliteTraceStore.Open(CrashingWriter.Settings(_folder.Path), tell: told.Add);
            foreach (var number in answered)
            {
                var kept = await store.GetAsync(Some.Trace(number));
                Assert.True(
                    kept is { Raw.Length: CrashingWriter.SpansPerTrace }, $"trace {number} after kill {kill}: {kept}");
            }
            var hour = FigureWindow.MinuteOf(Some.Time) / 60 * 60;
            var figures = await store.FiguresAsync(new FigureQuery(hour, hour + 60, 60, FigureGroups.None));
            Assert.Equal(store.Counts.Traces * CrashingWriter.SpansPerTrace, Assert.Single(figures.Table.Rows).Cell.Weight);
        }
        Assert.Empty(told);
        Assert.Equal(answered.Count, answered.Distinct().Count());
    }

    private async Task<List<int>> WriteUntilKilledAsync(int answers)
    {
        var stored = new List<int>();
        var start = new ProcessStartInfo("dotnet", [typeof(CrashTests).Assembly.Location, "write", _folder.Path])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            for (var i = 0; i < answers; i++) stored.AddRange(Numbers(await process.StandardOutput.ReadLineAsync()));
        }
        finally
        {
            // SIGKILL, at any point of its work.
            process.Kill();
        }
        // It may have stored more before the signal arrived.
        while (await process.StandardOutput.ReadLineAsync() is { } line)
            if (line.Split(' ') is ["stored", _, _])
                stored.AddRange(Numbers(line));
        await process.WaitForExitAsync();
        return stored;
    }

    private static IEnumerable<int> Numbers(string? line)
    {
        Assert.NotNull(line);
        var words = line.Split(' ');
        return Enumerable.Range(
            int.Parse(words[1], CultureInfo.InvariantCulture), int.Parse(words[2], CultureInfo.InvariantCulture));
    }
}
