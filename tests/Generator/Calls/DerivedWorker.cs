namespace Tracing.Generator.Calls;

/// <summary>A worker that overrides a decorated method without the attribute.</summary>
internal sealed class DerivedWorker : Worker
{
    public override void Virtual(Func<Task> body) => Now(body);

    protected override void Protected(Func<Task> body) => Now(body);
}
