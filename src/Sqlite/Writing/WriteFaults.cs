using Tracing.Sqlite.Files;
using Tracing.Storage;

namespace Tracing.Sqlite.Writing;

/// <summary>Remembers why the last write failed, tells each reason once, and chooses the size of the next transaction:
/// small ones succeed when the disk is nearly full.</summary>
/// <remarks>One writer; any thread reads <see cref="Problem"/>.</remarks>
internal sealed class WriteFaults(string path, Action<string> tell)
{
    /// <summary>Traces in one transaction, unless one put alone has more.</summary>
    private const int MostTraces = 4_096;

    private const int FirstSmall = 64;

    /// <summary>Free room below which transactions are small. It exceeds what a large transaction and its log
    /// take.</summary>
    private const long LittleRoomBytes = 16 << 20;

    private volatile string? _problem;

    /// <summary>The reason why the last write failed; null: it succeeded.</summary>
    public string? Problem => _problem;

    /// <summary>The most traces of the next transaction.</summary>
    public int Traces { get; private set; } = MostTraces;

    /// <summary>True until enough small transactions have succeeded.</summary>
    public bool IsShortOfRoom => Traces < MostTraces;

    /// <summary>Called before a transaction, so that the last room is not taken by a long log.</summary>
    public void NoteFreeBytes(long bytes)
    {
        if (bytes < LittleRoomBytes) Traces = Math.Min(Traces, FirstSmall);
    }

    public void Succeeded()
    {
        _problem = null;
        Traces = Math.Min(MostTraces, Traces * 2);
    }

    /// <returns>What the callers of the write are told.</returns>
    public StorageUnavailableException Failed(Exception cause)
    {
        var refused = new StorageUnavailableException($"{path} cannot be written: {StoreFault.Describe(cause)}", cause);
        if (StoreFault.IsShortOfRoom(cause)) Traces = IsShortOfRoom ? Math.Max(1, Traces / 4) : FirstSmall;
        if (_problem != refused.Message) tell(refused.Message);
        _problem = refused.Message;
        return refused;
    }
}
