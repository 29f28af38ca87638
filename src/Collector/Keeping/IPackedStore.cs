namespace Tracing.Keeping;

/// <summary>A store that shows traces as it has packed them.</summary>
internal interface IPackedStore
{
    /// <summary>Shows each trace that may match, newer ones first. Traces to which spans came late are shown as they
    /// are after uniting.</summary>
    /// <returns>False: the store has shown nothing, and must be searched.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/> was cancelled.</exception>
    ValueTask<bool> ScanAsync(TraceQuery query, IPackedScan scan, CancellationToken stopping);
}
