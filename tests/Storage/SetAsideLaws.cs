using System.Collections.Concurrent;
using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Keeping;
using Tracing.Wire.Otlp;

namespace Tracing.Storage;

/// <summary>Laws of a store that refuses a trace for what is in it: all others are stored, and its spans are in a
/// file.</summary>
public abstract class SetAsideLaws : IDisposable
{
    /// <summary>The service whose traces the database refuses.</summary>
    protected const string Refused = "refused";

    private const int Traces = 100;

    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<string> _told = new();

    protected abstract ITraceStore Store { get; }

    private string Files => Path.Combine(_folder.Path, "unstorable");

    /// <summary>Makes the database refuse traces of <see cref="Refused"/>.</summary>
    protected abstract Task RefuseAsync();

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task All_others_are_stored_and_its_spans_are_in_a_file_that_a_door_takes()
    {
        await RefuseAsync();
        var sink = new SetAsideSink(Store, Files, _told.Enqueue);
        // One put after the other and at the same time: the store writes them in groups.
        await sink.PutAsync([Trace(Traces + 1)]);
        await Task.WhenAll(Enumerable.Range(1, Traces).Chunk(10).Select(numbers =>
            sink.PutAsync([.. numbers.Select(number => Trace(number))]).AsTask()));
        await sink.PutAsync([Trace(17, span: 2)]);

        for (var number = 1; number <= Traces + 1; number++)
            Assert.Equal(number is not (17 or 18 or 62), await Store.GetAsync(Some.Trace(number)) is not null);
        Assert.Equal(4, sink.Traces);
        Assert.Equal([17, 18, 62], Directory.GetFiles(Files).Select(SpansOf).Select(spans => (int)spans[0].TraceId.Low).Order());
        Assert.Equal([Some.Id(1), Some.Id(2)], SpansOf(Path.Combine(Files, $"{Some.Trace(17)}.otlp")).Select(span => span.SpanId));
        Assert.Equal(4, _told.Count);
        Assert.Contains(_told, line => line.StartsWith(
            $"trace {Some.Trace(62)} cannot be stored, its 1 spans were written to {Files}", StringComparison.Ordinal));
        await Store.PutAsync([Trace(Traces + 2)]);
    }

    [Fact]
    public async Task A_file_whose_rest_cannot_be_written_keeps_what_it_had()
    {
        await RefuseAsync();
        var sink = new SetAsideSink(Store, Files, _told.Enqueue);
        await sink.PutAsync([Trace(17)]);
        var file = Path.Combine(Files, $"{Some.Trace(17)}.otlp");
        // A folder where the new file should be written.
        Directory.CreateDirectory(file + ".new");
        await Assert.ThrowsAsync<UnstorableException>(async () => await sink.PutAsync([Trace(17, span: 2)]));
        Assert.Equal([Some.Id(1)], SpansOf(file).Select(span => span.SpanId));
        Directory.Delete(file + ".new");
        await sink.PutAsync([Trace(17, span: 2)]);
        Assert.Equal([Some.Id(1), Some.Id(2)], SpansOf(file).Select(span => span.SpanId));
        Assert.Equal([file], Directory.GetFiles(Files));
    }

    [Fact]
    public async Task A_put_fails_where_no_file_can_be_written()
    {
        await RefuseAsync();
        await File.WriteAllTextAsync(Files, "a file where the folder should be");
        var sink = new SetAsideSink(Store, Files, _told.Enqueue);
        await Assert.ThrowsAsync<UnstorableException>(async () => await sink.PutAsync([Trace(1), Trace(17), Trace(2)]));
        Assert.NotNull(await Store.GetAsync(Some.Trace(1)));
        Assert.Equal(0, sink.Traces);
    }

    private static ClosedTrace Trace(int number, int span = 1) => new(Some.Trace(number), 0, Closing.Completeness.Settled,
        [Some.Span(span, 0, 0, number, service: number is 17 or 18 or 62 ? Refused : "shop")], 0, Some.Time);

    private static ImmutableArray<Wire.Spans.RawSpan> SpansOf(string file) =>
        OtlpSkim.TryRead(File.ReadAllBytes(file), out _)!.Spans;
}
