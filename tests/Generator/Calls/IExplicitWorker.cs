namespace Tracing.Generator.Calls;

internal interface IExplicitWorker
{
    [Traced("work")]
    void Explicit(Func<Task> body);
}
