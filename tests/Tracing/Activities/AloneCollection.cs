namespace Tracing.Activities;

/// <summary>Activity listeners are process-wide, so no other test runs beside these.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
