namespace Tracing.Analysis;

/// <summary>Counts the calls of any number of traces. One owner.</summary>
public interface ICallCounter
{
    /// <summary>Number of spans or calls for which there was no room.</summary>
    long LeftOut { get; }

    /// <summary>True: looks at actors.</summary>
    bool SeesActors { get; }

    /// <summary>True: looks at kinds and peers.</summary>
    bool SeesPeers { get; }

    void Add(CallTrace trace);

    void Clear();
}
