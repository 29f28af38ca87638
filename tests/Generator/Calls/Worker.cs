using System.Runtime.CompilerServices;

namespace Tracing.Generator.Calls;

/// <summary>Decorated methods of each kind, with the span name <c>work</c>; the test gives the body.</summary>
internal class Worker : IWorker, IExplicitWorker
{
    private int _count;

    [Traced("work")]
    public void Void(Func<Task> body) => Now(body);

    [Traced("work")]
    public int Value(Func<Task> body)
    {
        Now(body);
        return 7;
    }

    [Traced("work")]
    public static void Static(Func<Task> body) => Now(body);

    public void Private(Func<Task> body) => Hidden(body);

    public static void PrivateStatic(Func<Task> body) => HiddenStatic(body);

    public void PrivateGeneric(Func<Task> body) => Hidden(body, 7);

    [Traced("work")]
    public T Generic<T>(Func<Task> body, T value)
        where T : notnull
    {
        Now(body);
        return value;
    }

    [Traced("work")]
    public bool ByReference(Func<Task> body, ref int counter, in DateTime at, ref readonly int factor, out int result)
    {
        result = factor * counter++;
        Now(body);
        return at == default;
    }

    [Traced("work")]
    public ref int ReturnsReference(Func<Task> body)
    {
        Now(body);
        return ref _count;
    }

    [Traced("work")]
    public int Optional(Func<Task> body, int first = 1, [CallerMemberName] string caller = "", params int[] more)
    {
        Now(body);
        return first + caller.Length + more.Sum();
    }

    [Traced("work")]
    public int Scoped(Func<Task> body, scoped ReadOnlySpan<int> numbers)
    {
        Now(body);
        return numbers.Length;
    }

    public void ThroughInterface(Func<Task> body) => Now(body);

    void IExplicitWorker.Explicit(Func<Task> body) => Now(body);

    [Traced("work")]
    public virtual void Virtual(Func<Task> body) => throw new NotSupportedException("the override is called");

    [Traced("work")]
    public Task Task(Func<Task> body) => body();

    [Traced("work")]
    public async Task<int> TaskOfT(Func<Task> body)
    {
        await body();
        return 7;
    }

    [Traced("work")]
    public async ValueTask ValueTask(Func<Task> body) => await body();

    [Traced("work")]
    public async ValueTask<T> ValueTaskOfT<T>(Func<Task> body, T value)
    {
        await body();
        return value;
    }

    [Traced("work")]
    public async IAsyncEnumerable<int> Stream(
        Func<Task> body, [EnumeratorCancellation] CancellationToken stopping = default)
    {
        yield return 1;
        stopping.ThrowIfCancellationRequested();
        await body();
        yield return 2;
    }

    [TraceRoot("work")]
    public void Root(Func<Task> body) => Now(body);

    [TraceRoot("work")]
    public async Task<int> RootTask(Func<Task> body)
    {
        await body();
        return 7;
    }

    [TraceRoot("work")]
    public async IAsyncEnumerable<int> RootStream(Func<Task> body)
    {
        await body();
        yield return 1;
    }

    [Traced("work")]
    protected virtual void Protected(Func<Task> body) => throw new NotSupportedException("the override is called");

    public void CallProtected(Func<Task> body) => Protected(body);

    internal static void Now(Func<Task> body) => body().GetAwaiter().GetResult();

    [Traced("work")]
    private void Hidden(Func<Task> body) => Now(body);

    [Traced("work")]
    private static void HiddenStatic(Func<Task> body) => Now(body);

    [Traced("work")]
    private T Hidden<T>(Func<Task> body, T value)
    {
        Now(body);
        return value;
    }
}
