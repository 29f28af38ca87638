namespace Tracing.Hosting.CommandLine;

public class StatusLineTests
{
    [Theory]
    [InlineData(0, 0, 0, 0, 0, "0 spans/s, 0 traces open, 0 kept")]
    [InlineData(1234.4, 12, 56789, 0, 0, "1,234 spans/s, 12 traces open, 56,789 kept")]
    [InlineData(1, 2, 3, 4, 5, "1 spans/s, 2 traces open, 3 kept, 4 wait for the store, 5 requests refused")]
    public void Text_says_what_waits_and_what_was_refused_only_when_there_is_any(
        double spans, int open, long kept, int waiting, long refused, string text) =>
        Assert.Equal(text, StatusLine.Text(spans, open, kept, waiting, refused));

    [Fact]
    public async Task On_a_terminal_it_shows_the_host_below_what_the_operator_is_told_and_goes_at_the_end()
    {
        await using var host = await RunningHost.StartAsync();
        using var terminal = new Screen();
        var status = new StatusLine(terminal, isTerminal: true, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var showing = status.RunAsync(host.Host, stop.Token);
        await terminal.Written.WaitAsync(TimeSpan.FromSeconds(60));
        status.Tell("the disk is full");
        await stop.CancelAsync();
        await showing;
        const string Status = "0 spans/s, 0 traces open, 0 kept";
        Assert.Equal($"\r\e[K{Status}\r\e[Kthe disk is full{Environment.NewLine}{Status}\r\e[K", terminal.ToString());
    }

    [Fact]
    public async Task Without_a_terminal_there_is_only_what_the_operator_is_told()
    {
        await using var host = await RunningHost.StartAsync();
        using var log = new StringWriter();
        var status = new StatusLine(log, isTerminal: false, TimeProvider.System);
        await status.RunAsync(host.Host, CancellationToken.None);
        status.Tell("the disk is full");
        Assert.Equal($"the disk is full{Environment.NewLine}", log.ToString());
    }

    /// <summary>A terminal that keeps what is written to it.</summary>
    private sealed class Screen : StringWriter
    {
        private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Completes when the first text has been written.</summary>
        public Task Written => _written.Task;

        public override void Write(string? value)
        {
            base.Write(value);
            _written.TrySetResult();
        }
    }
}
