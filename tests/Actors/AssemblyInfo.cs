// Actor systems wait more than they work; more of them at once than cores would only make each other late.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
