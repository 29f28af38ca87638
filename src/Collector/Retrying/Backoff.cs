namespace Tracing.Retrying;

/// <summary>Pauses between attempts: each is twice the one before, up to a limit. Pure; one owner.</summary>
/// <remarks>Doubling spares what has failed, and the limit bounds how long a recovery goes unnoticed.</remarks>
internal sealed class Backoff
{
    private readonly TimeSpan _first;
    private readonly TimeSpan _last;
    private TimeSpan _next;

    /// <param name="first">The pause after the first failure; more than zero.</param>
    /// <param name="last">The longest pause; not shorter than the first.</param>
    /// <exception cref="ArgumentOutOfRangeException">A pause is not in its range.</exception>
    public Backoff(TimeSpan first, TimeSpan last)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(first, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(last, first);
        (_first, _last, _next) = (first, last, first);
    }

    /// <summary>Returns the pause after one more failure.</summary>
    public TimeSpan Next()
    {
        var pause = _next;
        // Compared by halves: doubling could overflow.
        _next = pause >= _last / 2 ? _last : pause * 2;
        return pause;
    }

    /// <summary>Begins again with the first pause, after a success.</summary>
    public void Reset() => _next = _first;
}
