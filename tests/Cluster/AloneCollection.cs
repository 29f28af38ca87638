namespace Tracing.Clustering;

/// <summary>The tests that change what the whole process sees: no other test runs at the same time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
