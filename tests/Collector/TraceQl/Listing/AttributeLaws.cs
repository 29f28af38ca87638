using System.Collections.Immutable;
using FsCheck.Fluent;
using Tracing.Keeping;
using Tracing.TraceQl.Syntax;
using Tracing.Trees;

namespace Tracing.TraceQl.Listing;

/// <summary>Laws of the lists of attributes that every store must pass: they have what a look at every trace
/// finds.</summary>
public abstract class AttributeLaws
{
    private static readonly string[] _scopes = ["", "span", "resource", "event", "link", "instrumentation"];
    private static readonly string[] _keys =
        ["k", "n", "sku", "flag", "host.name", "exception.type", "lib.mode", "nothing"];

    protected abstract ITraceStore Store { get; }

    private AttributeSearch Search => new(Store, TimeProvider.System, TimeSpan.FromMinutes(5));

    [Fact]
    public async Task The_names_are_those_that_the_spans_have()
    {
        var all = await AnyTraces.FillAsync(Store);
        var names = await Search.NamesAsync(TraceQlQuery.All, TraceQlRange.All, 1_000);
        Assert.Equal(NamesOf(all.SelectMany(static trace => trace.Decode())), Lines(names.Items));
        Assert.False(names.IsCut);
    }

    [Fact]
    public async Task The_names_of_a_query_are_those_of_the_spans_that_it_selects()
    {
        var all = await AnyTraces.FillAsync(Store);
        var found = 0;
        Law.Holds(AnyTraceQl.Query, any =>
        {
            var names = Search.NamesAsync(TraceQlQuery.TryParse(any.Text, out _)!, TraceQlRange.All, 1_000)
                .GetAwaiter().GetResult();
            var lines = Lines(names.Items);
            Assert.Equal(NamesOf(Selected(all, any)), lines);
            found += lines.Length;
        }, cases: 50);
        Assert.True(found > 200, $"the queries found {found} names only");
    }

    [Fact]
    public async Task The_values_are_those_of_the_spans_that_a_query_selects()
    {
        var all = await AnyTraces.FillAsync(Store);
        var found = 0;
        var everySpan = new AnyQuery("{}", static spans => [.. Enumerable.Range(0, spans.Length)]);
        var queries = Gen.OneOf(AnyTraceQl.Query, Gen.Constant(everySpan));
        Law.Holds(Gen.Zip(queries, Gen.Zip(Gen.Elements(_scopes), Gen.Elements(_keys))), asked =>
        {
            var (any, (scope, key)) = asked;
            var values = Search.ValuesAsync(TraceQlField.TryParse($"{scope}.{key}")!,
                TraceQlQuery.TryParse(any.Text, out _)!, TraceQlRange.All, 1_000).GetAwaiter().GetResult();
            var expected = Selected(all, any).SelectMany(span => AnyTraceQl.Values(span, scope, key))
                .SelectMany(AnyTraceQl.Elements).Select(value => Line(TraceQlValue.Of(value)));
            Assert.Equal(expected.Distinct().Order(StringComparer.Ordinal),
                values.Items.Select(value => Line(value)).Order(StringComparer.Ordinal));
            found += values.Items.Length;
        }, cases: 300);
        Assert.True(found > 300, $"the queries found {found} values only");
    }

    [Fact]
    public async Task Values_are_those_of_traces_that_ran_in_the_range()
    {
        var all = await AnyTraces.FillAsync(Store);
        var (from, until) = (SmallWorld.Start + 22_000_000_000, SmallWorld.Start + 40_000_000_000);
        var late = all.Where(trace => trace.Summary.StartUnixNanos + trace.Summary.DurationNanos >= from).ToArray();
        Assert.NotInRange(late.Length, 0, 5);
        Assert.NotInRange(late.Length, all.Length - 20, all.Length);
        var values = await Search.ValuesAsync(
            TraceQlField.OfSpan("n"), TraceQlQuery.All, new TraceQlRange(from, until), 1_000);
        var spans = late.SelectMany(static trace => trace.Decode()).ToArray();
        Assert.Equal(spans.SelectMany(static span => AnyTraceQl.Values(span, "span", "n")).Select(value => Line(TraceQlValue.Of(value)))
            .Distinct().Order(StringComparer.Ordinal),
            values.Items.Select(value => Line(value)).Order(StringComparer.Ordinal));
        var names = Lines((await Search.NamesAsync(TraceQlQuery.All, new(from, until), 1_000)).Items);
        Assert.Superset(NamesOf(spans).ToHashSet(), names.ToHashSet());
        var none = await Search.NamesAsync(TraceQlQuery.All, new(until, until + 1), 1_000);
        Assert.Empty(Lines(none.Items));
    }

    [Fact]
    public async Task A_list_ends_at_its_limit_and_with_its_patience()
    {
        await AnyTraces.FillAsync(Store);
        var values = await Search.ValuesAsync(TraceQlField.OfSpan("k"), TraceQlQuery.All, TraceQlRange.All, 2);
        Assert.Equal((2, false), (values.Items.Length, values.IsCut));
        var names = await Search.NamesAsync(TraceQlQuery.All, TraceQlRange.All, 1);
        Assert.All(names.Items, static one => Assert.Single(one.Names));
        var hasty = new AttributeSearch(Store, TimeProvider.System, TimeSpan.Zero);
        Assert.True((await hasty.ValuesAsync(TraceQlField.OfSpan("k"), TraceQlQuery.All, TraceQlRange.All, 100)).IsCut);
        Assert.True((await hasty.NamesAsync(TraceQlQuery.All, TraceQlRange.All, 100)).IsCut);
    }

    private static IEnumerable<TraceSpan> Selected(KeptTrace[] all, AnyQuery query)
    {
        foreach (var trace in all)
        {
            var spans = trace.Decode();
            foreach (var at in query.Selects([.. spans])) yield return spans[at];
        }
    }

    private static string[] NamesOf(IEnumerable<TraceSpan> spans) =>
        [.. spans.SelectMany(NamesOf).Distinct().Order(StringComparer.Ordinal)];

    private static IEnumerable<string> NamesOf(TraceSpan span) =>
    [
        .. span.Span.Tags.Select(static tag => $"span.{tag.Key}"),
        .. span.Span.Events.SelectMany(static one => one.Tags).Select(static tag => $"event.{tag.Key}"),
        .. span.Span.Links.SelectMany(static one => one.Tags).Select(static tag => $"link.{tag.Key}"),
        .. span.Origin.ResourceTags().Select(static tag => $"resource.{tag.Key}"),
        .. span.Origin.ScopeTags().Select(static tag => $"instrumentation.{tag.Key}"),
    ];

    private static string[] Lines(ImmutableArray<ScopeNames> scopes) =>
    [
        .. scopes.SelectMany(static one => one.Names.Select(name => $"{one.Scope}.{name}"))
            .Order(StringComparer.Ordinal),
    ];

    private static string Line(in TraceQlValue value) => $"{value.Kind} {value}";
}
