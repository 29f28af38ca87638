namespace Tracing.Contracts;

/// <summary>One who holds a batch until its traces are stored: a journal, for each batch in it.</summary>
/// <remarks>
/// Called from any thread, by the engine's own: must be quick and must not throw. Each may be called more than once,
/// and also for a batch that was answered as not taken in time. Who hears neither holds on: the engine has ended.
/// </remarks>
public interface IBatchHolder
{
    /// <summary>Every trace of the batch's spans is stored, or sampled away: let go.</summary>
    void Stored();

    /// <summary>What was taken is forgotten and no longer here: give it again.</summary>
    void Lost();
}
