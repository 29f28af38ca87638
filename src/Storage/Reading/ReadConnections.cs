using System.Collections.Concurrent;
using Tracing.Storage.Files;

namespace Tracing.Storage.Reading;

/// <summary>A few connections that questions take turns at; more questions wait.</summary>
/// <remarks>Any thread. SQLite blocks its thread, so each answer is worked out on one of the pool.</remarks>
internal sealed class ReadConnections(TraceFile file, BlockCache cache) : IDisposable
{
    private const int Most = 4;

    private readonly SemaphoreSlim _free = new(Most);
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

    /// <summary>Closes all, runs this while nobody asks, and lets them ask again.</summary>
    public async Task WithoutReadersAsync(Action act)
    {
        for (var i = 0; i < Most; i++) await _free.WaitAsync().ConfigureAwait(false);
        try
        {
            Close();
            act();
        }
        finally
        {
            _free.Release(Most);
        }
    }

    public void Dispose()
    {
        Close();
        _free.Dispose();
    }

    private T Ask<T>(Func<ReadConnection, T> question)
    {
        if (!_idle.TryTake(out var connection)) connection = new ReadConnection(file.OpenToRead(), cache);
        T answer;
        try
        {
            answer = question(connection);
        }
        catch
        {
            // Whatever state it is in, the next one begins anew.
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
