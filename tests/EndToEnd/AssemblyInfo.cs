// A listener to activities is the whole process's: one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
