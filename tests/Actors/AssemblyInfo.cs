// More actor systems at once than there are cores would only delay each other.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
