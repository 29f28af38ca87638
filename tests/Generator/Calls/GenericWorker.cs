namespace Tracing.Generator.Calls;

internal sealed class GenericWorker<T>
    where T : class, new()
{
    [Traced("work")]
    public (T, TOther) Call<TOther>(Func<Task> body, T one, TOther other)
        where TOther : struct
    {
        Worker.Now(body);
        return (one, other);
    }

    public TOther CallHidden<TOther>(Func<Task> body, TOther other) => Hidden(body, new T(), other);

    public static T CallHiddenStatic(Func<Task> body) => HiddenStatic(body);

    [Traced("work")]
    private TOther Hidden<TOther>(Func<Task> body, T one, TOther other)
    {
        Worker.Now(body);
        return one is null ? throw new NotSupportedException() : other;
    }

    [Traced("work")]
    private static T HiddenStatic(Func<Task> body)
    {
        Worker.Now(body);
        return new T();
    }

    internal sealed class Nested<TOther>
    {
        /// <summary>A method whose type parameter hides that of its class.</summary>
        [Traced("work")]
#pragma warning disable CS0693
        public string Call<T>(Func<Task> body, T mine, TOther other)
#pragma warning restore CS0693
        {
            Worker.Now(body);
            return $"{mine}{other}";
        }
    }
}
