// A whole cluster waits more than it works: two at a time on two cores.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
