using Spectre.Console;

namespace Tracing.Demo.Tutorial;

/// <summary>Progress of a long run: a bar on a terminal, elsewhere a line for each tenth.</summary>
internal sealed class DemoProgress : IDisposable
{
    private readonly int _total;
    private readonly TextWriter _output;
    private readonly ProgressTask? _bar;
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _drawing = Task.CompletedTask;
    private int _tenths;

    private DemoProgress(int total, TextWriter output)
    {
        _total = total;
        _output = output;
        if (Console.IsOutputRedirected) return;
        ProgressTask? bar = null;
        // The callback up to its first wait runs within StartAsync: the bar is there when it returns.
        _drawing = AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context =>
            {
                bar = context.AddTask("requests", maxValue: total);
                return _finished.Task;
            });
        _bar = bar;
    }

    public static DemoProgress Start(int total, TextWriter output) => new(total, output);

    /// <summary>So many are done. Any thread.</summary>
    public void Report(int done)
    {
        if (_bar is not null)
        {
            _bar.Value = Math.Max(_bar.Value, done);
            return;
        }
        var tenths = (int)(done * 10L / _total);
        if (tenths <= Volatile.Read(ref _tenths) || Interlocked.Exchange(ref _tenths, tenths) >= tenths) return;
        lock (_output) _output.WriteLine($"{done} of {_total} requests");
    }

    public void Dispose()
    {
        _finished.TrySetResult();
        _drawing.GetAwaiter().GetResult();
        _output.WriteLine();
    }
}
