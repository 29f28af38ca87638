namespace Tracing.Hosting.Doors;

/// <summary>Bound on the bytes that all requests of a door hold together. Any thread.</summary>
/// <remarks>
/// A quarter is kept for short requests, so that a few long ones never shut out the rest. Where there is no room, the
/// request that has been silent for the longest is ended to make some, or the last to come is refused. See RATIONALE
/// "Who gets the room for bodies?".
/// </remarks>
internal sealed class ByteBudget(long maxBytes, TimeProvider? time = null)
{
    /// <summary>The part of the budget up to which a request is short.</summary>
    private const int ShortPart = 256;

    // A sender that pauses for less may only have been slow for a moment.
    private static readonly TimeSpan _silence = TimeSpan.FromSeconds(1);

    // An ended request gives its bytes back as soon as its read has failed.
    private static readonly TimeSpan _returnTime = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly long _shortBytes = maxBytes / ShortPart;
    private readonly long _maxForLong = maxBytes / 4 * 3;
    private readonly Lock _lock = new();
    private readonly HashSet<BudgetShare> _shares = [];
    private long _taken;
    private long _begun;
    private TaskCompletionSource _returned = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The most bytes that one request can get, when there is no other.</summary>
    public long MaxShare => _maxForLong;

    public long Taken
    {
        get
        {
            lock (_lock) return _taken;
        }
    }

    /// <summary>Begins a request; disposing the share returns its bytes.</summary>
    /// <param name="end">Ends the request's reading, to make room for others. Called at most once, from any
    /// thread.</param>
    public BudgetShare Begin(Action end)
    {
        lock (_lock)
        {
            var share = new BudgetShare(this, end, ++_begun, _time.GetTimestamp());
            _shares.Add(share);
            return share;
        }
    }

    /// <summary>Takes bytes for a request, after ending silent ones if that makes room.</summary>
    /// <returns>False: there is no room; nothing was taken.</returns>
    internal async ValueTask<bool> ReserveAsync(BudgetShare share, long bytes, CancellationToken stopping)
    {
        while (true)
        {
            Task returned;
            BudgetShare? silent;
            lock (_lock)
            {
                var max = share.Taken + bytes <= _shortBytes ? maxBytes : _maxForLong;
                if (_taken + bytes <= max)
                {
                    _taken += bytes;
                    share.Add(bytes, _time.GetTimestamp());
                    return true;
                }
                silent = LongestSilent(but: share, isEmptyToo: false);
                if (silent is not null) silent.IsEnded = true;
                // Of several that need more room than there is, the last to come gives way, or all would.
                else if (!_shares.Any(other => other.Number > share.Number && other.Taken > _shortBytes)) return false;
                returned = _returned.Task;
            }
            silent?.End();
            try
            {
                await returned.WaitAsync(_returnTime, _time, stopping).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                return false;
            }
        }
    }

    /// <summary>Ends the request that has been silent for the longest, whatever it holds.</summary>
    public void EndSilent()
    {
        BudgetShare? silent;
        lock (_lock)
        {
            silent = LongestSilent(but: null, isEmptyToo: true);
            if (silent is not null) silent.IsEnded = true;
        }
        silent?.End();
    }

    internal void Return(BudgetShare share)
    {
        TaskCompletionSource returned;
        lock (_lock)
        {
            if (!_shares.Remove(share)) return;
            _taken -= share.Taken;
            returned = _returned;
            _returned = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        returned.SetResult();
    }

    private BudgetShare? LongestSilent(BudgetShare? but, bool isEmptyToo)
    {
        BudgetShare? longest = null;
        foreach (var share in _shares)
        {
            if (share == but || share.IsEnded || !share.IsReading || (share.Taken == 0 && !isEmptyToo)) continue;
            if (_time.GetElapsedTime(share.LastProgress) < _silence) continue;
            if (longest is null || share.LastProgress < longest.LastProgress) longest = share;
        }
        return longest;
    }
}
