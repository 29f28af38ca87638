namespace Tracing;

/// <summary>A recorder with a clock by hand, and what was recorded with it.</summary>
internal sealed class Recorded
{
    public Recorded(Func<RecorderSettings, RecorderSettings>? with = null)
    {
        var settings = new RecorderSettings { Time = Clock };
        Recorder = new SpanRecorder(with?.Invoke(settings) ?? settings);
        Tracer = Recorder.TracerFor("test");
    }

    public HandClock Clock { get; } = new();

    public SpanRecorder Recorder { get; }

    public Tracer Tracer { get; }

    /// <summary>Everything finished since the last call, oldest first.</summary>
    public FinishedSpan[] Finished()
    {
        var spans = new FinishedSpan[Recorder.Waiting];
        return spans[..Recorder.Drain(spans)];
    }
}
