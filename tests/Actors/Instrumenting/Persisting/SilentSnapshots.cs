using Akka.Persistence;
using Akka.Persistence.Snapshot;

namespace Tracing.Actors.Instrumenting.Persisting;

/// <summary>A snapshot store that saves nothing until it is told to go on.</summary>
public sealed class SilentSnapshots : SnapshotStore
{
    private readonly TaskCompletionSource _goOn = new();

    protected override bool ReceivePluginInternal(object message)
    {
        if (message is not "go on") return base.ReceivePluginInternal(message);
        _goOn.TrySetResult();
        Sender.Tell("gone on", Self);
        return true;
    }

    protected override Task<SelectedSnapshot> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria,
        CancellationToken cancellationToken) =>
        Task.FromResult<SelectedSnapshot>(null!);

    protected override Task SaveAsync(
        SnapshotMetadata metadata, object snapshot, CancellationToken cancellationToken) => _goOn.Task;

    protected override Task DeleteAsync(SnapshotMetadata metadata, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    protected override Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria,
        CancellationToken cancellationToken) => Task.CompletedTask;
}
