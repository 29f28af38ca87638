using System.Collections.Immutable;
using System.Threading.Channels;
using Tracing.Assembling;
using Tracing.Collecting;
using Tracing.Wire;

namespace Tracing.Hosting.Embedded;

/// <summary>
/// The collector without actors: one loop owns the state, everybody else writes commands into a bounded channel.
/// </summary>
/// <remarks>Any thread. See <see cref="ICollectorEngine"/>; a put that fails is repeated after 100 ms to 5 s.</remarks>
public sealed class EmbeddedEngine : ICollectorEngine
{
    /// <summary>Batches that may wait for the loop; beyond it senders are told to come again.</summary>
    private const int MaxCommands = 1_024;

    /// <summary>How often due traces are looked for, and this process's own spans are fetched.</summary>
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(50);

    private readonly Channel<EngineCommand> _commands = Channel.CreateBounded<EngineCommand>(
        new BoundedChannelOptions(MaxCommands) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly ITraceSink _sink;
    private readonly EngineOwner _owner;
    private readonly ITimer _timer;
    private readonly Task _running;
    private CollectorCounts _counts;
    private int _tickIsDue;

    public EmbeddedEngine(ITraceSink sink, AssemblerSettings settings, RecorderSettings? recorder = null)
    {
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentNullException.ThrowIfNull(settings);
        recorder ??= new RecorderSettings();
        _sink = sink;
        Recorder = new SpanRecorder(recorder);
        _owner = new EngineOwner(new CollectorState(settings), Recorder, recorder.Time, Put);
        _counts = _owner.Counts;
        _running = Task.Run(RunAsync);
        Recorder.OnWake(TickSoon);
        _timer = recorder.Time.CreateTimer(_ => TickSoon(), null, _tick, _tick);
    }

    public string Name => "embedded";

    public SpanRecorder Recorder { get; }

    public CollectorCounts Counts => Volatile.Read(ref _counts);

    public ValueTask<bool> TakeAsync(SpanBatch batch, CancellationToken stopping = default) =>
        PostAsync(batch, null, stopping);

    public ValueTask<bool> TakeAsync(SpanBatch batch, IBatchHolder holder, CancellationToken stopping = default) =>
        PostAsync(batch, holder, stopping);

    public async ValueTask DrainAsync(CancellationToken stopping = default)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (await TryPostAsync(new EngineCommand.Drain(done))) await done.Task.WaitAsync(stopping);
    }

    public async ValueTask DisposeAsync()
    {
        Recorder.Stop();
        await TryPostAsync(EngineCommand.Stop);
        await _running;
        await _timer.DisposeAsync();
    }

    private ValueTask<bool> PostAsync(SpanBatch batch, IBatchHolder? holder, CancellationToken stopping)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Spans.IsEmpty)
        {
            holder?.Stored();
            return ValueTask.FromResult(true);
        }
        var answer = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _commands.Writer.TryWrite(new EngineCommand.Take(batch, answer, holder))
            ? new ValueTask<bool>(answer.Task.WaitAsync(stopping))
            : ValueTask.FromResult(false);
    }

    private async Task RunAsync()
    {
        try
        {
            await foreach (var command in _commands.Reader.ReadAllAsync())
            {
                if (!ReferenceEquals(command, EngineCommand.Tick)) _owner.Handle(command);
                if (Interlocked.Exchange(ref _tickIsDue, 0) != 0) _owner.Handle(EngineCommand.Tick);
                Volatile.Write(ref _counts, _owner.Counts);
                // What is in the channel by then is still read, and refused.
                if (_owner.IsFinished) _commands.Writer.TryComplete();
            }
        }
        finally
        {
            _commands.Writer.TryComplete();
            _owner.Leave();
        }
    }

    // The command only wakes the loop: where it finds the channel full, the flag is seen after the next batch.
    private void TickSoon()
    {
        if (Interlocked.Exchange(ref _tickIsDue, 1) == 0) _commands.Writer.TryWrite(EngineCommand.Tick);
    }

    // Not awaited: its outcome comes back to the owner as a command.
    private void Put(ImmutableArray<ClosedTrace> traces) => _ = PutAsync(traces);

    private async Task PutAsync(ImmutableArray<ClosedTrace> traces)
    {
        var outcome = EngineCommand.Stored;
        try
        {
            await _sink.PutAsync(traces);
        }
#pragma warning disable CA1031 // Whatever a sink's failure is called, the answer is the same: count it, and put again.
        catch (Exception)
#pragma warning restore CA1031
        {
            outcome = EngineCommand.StoreFailed;
        }
        await TryPostAsync(outcome);
    }

    private async ValueTask<bool> TryPostAsync(EngineCommand command)
    {
        while (await _commands.Writer.WaitToWriteAsync())
            if (_commands.Writer.TryWrite(command))
                return true;
        return false;
    }
}
