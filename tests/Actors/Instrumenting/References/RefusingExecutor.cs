using Akka.Configuration;
using Akka.Dispatch;

namespace Tracing.Actors.Instrumenting.References;

/// <summary>Runs actors on .NET's thread pool, until a test makes it refuse.</summary>
internal sealed class RefusingExecutor(Config config, IDispatcherPrerequisites prerequisites)
    : ExecutorServiceConfigurator(config, prerequisites)
{
    public static volatile bool Refuses;

    public override ExecutorService Produce(string id) => new Service(id);

    private sealed class Service(string id) : ExecutorService(id)
    {
        public override void Execute(IRunnable run)
        {
            if (Refuses) throw new InvalidOperationException("refused");
            ThreadPool.UnsafeQueueUserWorkItem(static run => run.Run(), run, preferLocal: false);
        }

        public override void Shutdown()
        {
        }
    }
}
