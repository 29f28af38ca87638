namespace Tracing.Generator.Calls;

internal sealed record RecordWorker(string Name)
{
    [Traced("work")]
    public string Call(Func<Task> body)
    {
        Worker.Now(body);
        return Name;
    }
}
