namespace Tracing.Demo.Clusters;

/// <summary>An orderly stop and start of a node. It excuses no missing span.</summary>
/// <param name="Shards">That it had when it was told to stop.</param>
/// <param name="Moved">From then to the first trace that one of them closed on another node; null: none was
/// seen before it was back.</param>
/// <param name="Ended">From then to the end of its process.</param>
/// <param name="ShardsAgain">That it got when it was back.</param>
internal sealed record NodeRestart(string Node, int Shards, TimeSpan? Moved, TimeSpan Ended, int ShardsAgain);
