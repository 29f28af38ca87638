using Akka.Persistence;
using Akka.Persistence.Snapshot;

namespace Tracing.Actors.Instrumenting.Persisting;

/// <summary>A snapshot store whose disk is full.</summary>
public sealed class RefusingSnapshots : SnapshotStore
{
    protected override Task<SelectedSnapshot> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria,
        CancellationToken cancellationToken) =>
        Task.FromResult<SelectedSnapshot>(null!);

    protected override Task SaveAsync(
        SnapshotMetadata metadata, object snapshot, CancellationToken cancellationToken) =>
        Task.FromException(new IOException("the disk is full"));

    protected override Task DeleteAsync(SnapshotMetadata metadata, CancellationToken cancellationToken) =>
        Task.FromException(new IOException("the disk is locked"));

    protected override Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria,
        CancellationToken cancellationToken) =>
        Task.FromException(new IOException("the disk is locked"));
}
