namespace Tracing.Storage.Exporting;

/// <summary>The reason why a back end did not get spans.</summary>
public enum ExportLoss
{
    /// <summary>The queue had no room.</summary>
    QueueFull,

    /// <summary>The queue, or the file, could not be written.</summary>
    DiskFault,

    /// <summary>The back end refused the request for good.</summary>
    Refused,

    /// <summary>The back end rejected spans of a request that it took.</summary>
    Rejected,

    /// <summary>The host ended before they were sent, and its queue was in memory.</summary>
    Ended,
}
