namespace Tracing.Demo.Nodes;

/// <summary>Answers <see cref="MayLeave"/>: so many, and no more will be.</summary>
internal sealed record StillUnderWay(int Requests);
