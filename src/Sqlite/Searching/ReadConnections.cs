using System.Collections.Concurrent;
using Tracing.Sqlite.Files;
using Tracing.Sqlite.Reading;
using Tracing.Storage.Packing;

namespace Tracing.Sqlite.Searching;

/// <summary>A pool of a few read connections; further questions wait for a free one.</summary>
/// <remarks>Any thread. SQLite blocks its thread, so each question runs on a thread of the thread pool.</remarks>
internal sealed class ReadConnections(TraceFile file, BlockCache cache, WaitingIds waiting) : IDisposable
{
    private const int MaxConnections = 4;

    private readonly SemaphoreSlim _free = new(MaxConnections);
    private readonly ConcurrentBag<ReadConnection> _idle = [];

    public async Task<T> AskAsync<T>(Func<ReadConnection, T> question, CancellationToken stopping)
    {
        await _free.WaitAsync(stopping).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Ask(question), stopping).ConfigureAwait(false);
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>Closes all connections, runs the action while no question is answered, and then allows questions
    /// again.</summary>
    public async Task WithoutReadersAsync(Action act)
    {
        for (var i = 0; i < MaxConnections; i++) await _free.WaitAsync().ConfigureAwait(false);
        try
        {
            Close();
            act();
        }
        finally
        {
            _free.Release(MaxConnections);
        }
    }

    public void Dispose()
    {
        Close();
        _free.Dispose();
    }

    private T Ask<T>(Func<ReadConnection, T> question)
    {
        if (!_idle.TryTake(out var connection))
            connection = new ReadConnection(file.OpenToRead(), cache, waiting);
        T answer;
        try
        {
            answer = question(connection);
        }
        catch
        {
            // Its state is unknown: the next question gets a new connection.
            connection.Dispose();
            throw;
        }
        _idle.Add(connection);
        return answer;
    }

    private void Close()
    {
        while (_idle.TryTake(out var connection)) connection.Dispose();
        cache.Clear();
    }
}
