namespace Tracing.Generator.Calls;

internal static class StaticWorker
{
    [Traced("work")]
    public static T Extension<T>(this T value, Func<Task> body)
    {
        Worker.Now(body);
        return value;
    }

    public static void CallHidden(Func<Task> body) => Hidden(body);

    [Traced("work")]
    private static void Hidden(Func<Task> body) => Worker.Now(body);
}
