using Tracing.Contracts;
using Tracing.Wire;
using Tracing.Wire.Spans;

namespace Tracing.Hosting.Doors;

/// <summary>The one way of a request through any door: its body is read within the budget, its cost is measured and
/// charged, its spans are read, the intake takes them, and the door's counts say what became of it.</summary>
/// <remarks>Any thread. One for all doors of a host, so that their requests share one budget.</remarks>
internal sealed class DoorAdmission(IBatchIntake intake, DoorLimits limits) : IDisposable
{
    /// <summary>Length from which a body is long: only a few of those are read at once.</summary>
    private const int LongBody = 1 << 20;

    private readonly ByteBudget _budget = new(limits.MaxRequestBytes * DoorLimits.MaxLongRequests);

    // More at once would only need more memory: reading keeps a core busy.
    private readonly SemaphoreSlim _longBodies = new(Math.Min(DoorLimits.MaxLongRequests, Environment.ProcessorCount));

    /// <param name="stopping">Cancelled when nobody waits for the outcome any more.</param>
    public async ValueTask<Admitted> AdmitAsync(
        IRequestBody request, IRequestFormat format, DoorCounts counts, CancellationToken stopping)
    {
        var admitted = await AdmitAsync(request, format, stopping);
        if (admitted.Batch is { } batch) counts.CountTaken(batch.Rejected);
        else counts.CountRefused(admitted.Status, request.Client);
        return admitted;
    }

    /// <summary>Ends the request whose body has been silent for the longest, if there is one, because its connection is
    /// needed for another one.</summary>
    public void EndSilent() => _budget.EndSilent();

    public void Dispose() => _longBodies.Dispose();

    private async ValueTask<Admitted> AdmitAsync(
        IRequestBody request, IRequestFormat format, CancellationToken stopping)
    {
        using var ended = new CancellationTokenSource();
        using var share = _budget.Begin(() => End(ended));
        var body = await new BodyReader(limits, share).ReadAsync(request, ended.Token, stopping);
        if (body.Problem is not null) return Admitted.Refused(body.Status, body.Problem);
        if (body.Bytes.Length <= LongBody) return await ReadAsync(body.Bytes, share, format, stopping);
        await _longBodies.WaitAsync(stopping);
        try
        {
            return await ReadAsync(body.Bytes, share, format, stopping);
        }
        finally
        {
            _longBodies.Release();
        }
    }

    // Asynchronous, so that the request that needs room does not run what the ended one still has to do.
    private static void End(CancellationTokenSource request)
    {
        try
        {
            _ = request.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself meanwhile.
        }
    }

    private async ValueTask<Admitted> ReadAsync(
        ReadOnlyMemory<byte> body, BudgetShare share, IRequestFormat format, CancellationToken stopping)
    {
        var cost = format.Measure(body.Span);
        if (cost.IsTooMany)
            return Admitted.Refused(413, $"the request has more than {RequestCost.MaxElements} elements");
        if (share.Taken + cost.Bytes > _budget.MaxShare)
            return Admitted.Refused(413, $"reading the request would take {share.Taken + cost.Bytes} bytes of memory");
        if (!await share.ReserveAsync(cost.Bytes, stopping))
            return Admitted.Refused(503, "too many requests at once; nothing of this one was taken");
        if (format.TryRead(body, cost, out var fault) is not { } batch)
            return Admitted.Refused(400, fault?.ToString() ?? "not a request of this door");
        return await HandOverAsync(batch, stopping)
            ? Admitted.Taken(batch)
            : Admitted.Refused(503, "too much waits to be stored; nothing of this request was taken");
    }

    private async ValueTask<bool> HandOverAsync(SpanBatch batch, CancellationToken stopping)
    {
        try
        {
            return await intake.TakeAsync(batch, stopping);
        }
#pragma warning disable CA1031 // Whatever failed behind the door, the request is good: its sender is asked to retry.
        catch (Exception) when (!stopping.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return false;
        }
    }
}
