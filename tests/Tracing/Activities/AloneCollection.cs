namespace Tracing.Activities;

/// <summary>Listeners and their source are the process's: nothing else runs beside these tests.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
