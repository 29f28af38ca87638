// Several clusters at once on a small machine would cause false failure detection.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
