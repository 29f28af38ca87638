namespace Tracing.Generator.Calls;

/// <summary>Calls of every kind of method that can be decorated; the test gives the body.</summary>
internal static class Kinds
{
    /// <summary>Methods that run their whole body before they return.</summary>
    public static IReadOnlyDictionary<string, Func<Func<Task>, Task>> Sync { get; } =
        new Dictionary<string, Func<Func<Task>, Task>>
        {
            ["void"] = Now(b => new Worker().Void(b)),
            ["value"] = Now(b => Assert.Equal(7, new Worker().Value(b))),
            ["static"] = Now(b => Worker.Static(b)),
            ["private"] = Now(b => new Worker().Private(b)),
            ["private static"] = Now(b => Worker.PrivateStatic(b)),
            ["private generic"] = Now(b => new Worker().PrivateGeneric(b)),
            ["private static in a static class"] = Now(b => StaticWorker.CallHidden(b)),
            ["protected virtual"] = Now(b => new DerivedWorker().CallProtected(b)),
            ["generic"] = Now(b => Assert.Equal("x", new Worker().Generic(b, "x"))),
            ["generic class"] = Now(b => Assert.Equal(2, new GenericWorker<object>().Call(b, new object(), 2).Item2)),
            ["private in a generic class"] = Now(b => Assert.Equal(2, new GenericWorker<object>().CallHidden(b, 2))),
            ["private static in a generic class"] = Now(b => Assert.NotNull(GenericWorker<object>.CallHiddenStatic(b))),
            ["nested generic"] = Now(b =>
                Assert.Equal("1x", new GenericWorker<object>.Nested<string>().Call(b, 1, "x"))),
            ["ref, in and out"] = Now(ByReference),
            ["ref return"] = Now(b => new Worker().ReturnsReference(b) = 5),
            ["optional, named and params"] = Now(b =>
                Assert.Equal(17, new Worker().Optional(b, 2, more: [3, 4], caller: "as I say"))),
            ["caller info"] = Now(b => Assert.True(new Worker().Optional(b) > 1)),
            ["span"] = Now(b => Assert.Equal(3, new Worker().Scoped(b, [1, 2, 3]))),
            ["interface"] = Now(b => ((IWorker)new Worker()).ThroughInterface(b)),
            ["class whose interface is decorated"] = Now(b => new Worker().ThroughInterface(b)),
            ["explicit interface"] = Now(b => ((IExplicitWorker)new Worker()).Explicit(b)),
            ["override through its base"] = Now(b => ((Worker)new DerivedWorker()).Virtual(b)),
            ["override"] = Now(b => new DerivedWorker().Virtual(b)),
            ["extension"] = Now(b => Assert.Equal(7, 7.Extension(b))),
            ["extension called as static"] = Now(b => Assert.Equal(7, StaticWorker.Extension(7, b))),
            ["struct"] = Now(Struct),
            ["struct that nobody keeps"] = Now(b => new StructWorker().Call(b)),
            ["read-only struct method"] = Now(ReadOnlyStruct),
            ["record"] = Now(b => Assert.Equal("x", new RecordWorker("x").Call(b))),
            ["conditional access"] = Now(b => Assert.Equal("x", Maybe("x")?.Call(b))),
            ["Spans.Run"] = Now(b => Spans.Run("work", () => Worker.Now(b))),
            ["Spans.Run<T>"] = Now(b => Spans.Run("work", () => { Worker.Now(b); return 7; })),
        };

    /// <summary>Methods that may return before their body has ended.</summary>
    public static IReadOnlyDictionary<string, Func<Func<Task>, Task>> Async { get; } =
        new Dictionary<string, Func<Func<Task>, Task>>
        {
            ["Task"] = b => new Worker().Task(b),
            ["Task<T>"] = b => new Worker().TaskOfT(b),
            ["ValueTask"] = b => new Worker().ValueTask(b).AsTask(),
            ["ValueTask<T>, generic"] = b => new Worker().ValueTaskOfT(b, 7).AsTask(),
            ["IAsyncEnumerable"] = async b => { await foreach (var _ in new Worker().Stream(b)) { } },
            ["Spans.RunAsync"] = b => Spans.RunAsync("work", b),
            ["Spans.RunAsync<T>"] = b => Spans.RunAsync("work", async () => { await b(); return 7; }),
        };

    /// <summary>Methods that start a new trace.</summary>
    public static IReadOnlyDictionary<string, Func<Func<Task>, Task>> Root { get; } =
        new Dictionary<string, Func<Func<Task>, Task>>
        {
            ["void"] = Now(b => new Worker().Root(b)),
            ["Task<T>"] = b => new Worker().RootTask(b),
            ["IAsyncEnumerable"] = async b => { await foreach (var _ in new Worker().RootStream(b)) { } },
            ["Spans.RunRoot"] = Now(b => Spans.RunRoot("work", () => Worker.Now(b))),
            ["Spans.RunRoot<T>"] = Now(b => Spans.RunRoot("work", () => { Worker.Now(b); return 7; })),
            ["Spans.RunRootAsync"] = b => Spans.RunRootAsync("work", b),
            ["Spans.RunRootAsync<T>"] = b => Spans.RunRootAsync("work", async () => { await b(); return 7; }),
        };

    private static Func<Func<Task>, Task> Now(Action<Func<Task>> call) => body =>
    {
        call(body);
        return Task.CompletedTask;
    };

    private static void ByReference(Func<Task> body)
    {
        var counter = 3;
        var factor = 2;
        Assert.True(new Worker().ByReference(body, ref counter, default, in factor, out var result));
        Assert.Equal((4, 6), (counter, result));
    }

    private static void Struct(Func<Task> body)
    {
        var worker = new StructWorker();
        worker.Call(body);
        Assert.Equal(1, worker.Calls);
    }

    private static void ReadOnlyStruct(Func<Task> body)
    {
        var worker = new StructWorker();
        Assert.Equal(0, worker.CallReadOnly(body));
    }

    private static RecordWorker? Maybe(string? name) => name is null ? null : new RecordWorker(name);
}
