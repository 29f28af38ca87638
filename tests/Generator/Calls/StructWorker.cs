namespace Tracing.Generator.Calls;

internal struct StructWorker
{
    public int Calls { get; private set; }

    [Traced("work")]
    public void Call(Func<Task> body)
    {
        Calls++;
        Worker.Now(body);
    }

    [Traced("work")]
    public readonly int CallReadOnly(Func<Task> body)
    {
        Worker.Now(body);
        return Calls;
    }
}
