namespace Tracing.Generator.Calls;

internal interface IWorker
{
    [Traced("work")]
    void ThroughInterface(Func<Task> body);
}
