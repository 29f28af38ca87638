namespace Tracing.Contracts;

/// <summary>Holds one batch until its traces are stored; a journal has one holder for each of its batches.</summary>
/// <remarks>
/// The engine calls the methods from any of its threads, so they must be quick and must not throw. Each may be called
/// more than once, and also for a batch that the engine did not take in time. If neither is called, the engine has
/// ended, and the holder keeps the batch.
/// </remarks>
public interface IBatchHolder
{
    /// <summary>Every trace of the batch's spans is stored or sampled away: the holder may let go.</summary>
    void Stored();

    /// <summary>The collector that took the batch is gone and has not stored it: the holder must send it
    /// again.</summary>
    void Lost();
}
