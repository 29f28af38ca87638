using System.Collections.Immutable;

namespace Tracing.Storage.Exporting;

/// <summary>Requests that wait for a back end. Any thread.</summary>
internal interface IExportQueue : IAsyncDisposable
{
    /// <summary>True: what is in it is sent after the next start.</summary>
    bool Outlives { get; }

    /// <summary>Numbers of the requests that an earlier process left, oldest first.</summary>
    ImmutableArray<long> Recovered { get; }

    /// <returns>The request's number; null: there is no room.</returns>
    /// <exception cref="StorageUnavailableException">The disk does not take it.</exception>
    ValueTask<long?> AppendAsync(ReadOnlyMemory<byte> otlp);

    /// <summary>Returns null when the request is not there any more, or is damaged.</summary>
    ReadOnlyMemory<byte>? Read(long number);

    void Release(long number);
}
