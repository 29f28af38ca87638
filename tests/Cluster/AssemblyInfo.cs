// Two clusters at once on two cores; more would cause false failure detection.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
