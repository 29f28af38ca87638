using Tracing.Collecting;
using Tracing.Wire;

namespace Tracing.Hosting.Embedded;

/// <summary>What the owner of an <see cref="EmbeddedEngine"/>'s state is asked to do, one after the other.</summary>
internal abstract record EngineCommand
{
    private EngineCommand() { }

    public static EngineCommand Tick { get; } = new Ticked();

    public static EngineCommand Stored { get; } = new PutDone(true);

    public static EngineCommand StoreFailed { get; } = new PutDone(false);

    public static EngineCommand Stop { get; } = new Stopping();

    /// <param name="Holder">Wants to hear when all is stored; null: nobody holds the batch.</param>
    internal sealed record Take(SpanBatch Batch, TaskCompletionSource<bool> Answer, IBatchHolder? Holder) : EngineCommand;

    internal sealed record Drain(TaskCompletionSource Done) : EngineCommand;

    internal sealed record PutDone(bool Succeeded) : EngineCommand;

    internal sealed record Ticked : EngineCommand;

    internal sealed record Stopping : EngineCommand;
}
