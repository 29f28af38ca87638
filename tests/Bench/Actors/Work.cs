namespace Tracing.Bench.Actors;

/// <summary>The message that is measured.</summary>
internal sealed class Work
{
    public static Work Instance { get; } = new();
}
