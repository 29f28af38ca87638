// A whole cluster takes both cores: one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
