// Several clusters at once on a small machine would only take each other for dead.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
