using System.Collections.Immutable;
using Tracing.Trees;

namespace Tracing.Testing;

/// <summary>A span of a <see cref="ProbedTrace"/>, with assertions on what it holds.</summary>
/// <remarks>Immutable. Each assertion returns the span, or throws a <see cref="TraceAssertionException"/>.</remarks>
public sealed class ProbedSpan
{
    private const string System = "messaging.system";

    private readonly TraceSpan _span;

    private readonly ProbedTrace _trace;

    internal ProbedSpan(TraceSpan span, ProbedTrace trace)
    {
        (_span, _trace) = (span, trace);
        Tags = span.Span.Tags.RemoveAll(IsBaggage);
        Baggage = span.Span.Tags.Where(IsBaggage).ToImmutableDictionary(
            static tag => tag.Key[TracingTags.BaggagePrefix.Length..], static tag => tag.Value.AsString ?? "",
            StringComparer.Ordinal);
    }

    public string Name => Data.Name;

    public SpanKind Kind => Data.Kind;

    /// <summary>The service that recorded the span: the actor system's name, or <c>tracing.service-name</c>.</summary>
    public string Service => _span.Service;

    public SpanStatus Status => Data.Status;

    public string? StatusMessage => Data.StatusMessage;

    public ImmutableArray<Tag> Tags { get; }

    /// <summary>The baggage that the span carried when it ended: what came with its message, and what its own code has
    /// set.</summary>
    public ImmutableDictionary<string, string> Baggage { get; }

    public ImmutableArray<SpanEvent> Events => Data.Events;

    public ImmutableArray<SpanLink> Links => Data.Links;

    public TimeSpan Duration => TimeSpan.FromTicks((long)(Data.DurationNanos / TimeSpan.NanosecondsPerTick));

    /// <summary>How many spans it announced that it caused; null where its library does not count.</summary>
    public int? Children => Data[TracingTags.Children] is { Kind: TagKind.Int } count ? (int)count.AsInt : null;

    /// <summary>It started after its parent had ended; the trace did not wait for it.</summary>
    public bool IsDetached => Data[TracingTags.Detached].AsBool;

    /// <summary>It caused an unknown number of spans, such as a publication to all nodes of a cluster.</summary>
    public bool IsOpenEnded => Data[TracingTags.ChildrenOpen].AsBool;

    /// <summary>The reason why the span's message was never handled; null where it was.</summary>
    public string? Undelivered => Data[TracingTags.Undelivered].AsString;

    /// <summary>The span is an actor's handling of a message, or its loss.</summary>
    public bool IsMessage => Kind == SpanKind.Consumer && Data[System].AsString == "akka";

    /// <summary>All that the span holds, as data.</summary>
    public SpanData Data => _span.Span;

    /// <summary>The value of the last tag with this key; empty where there is none.</summary>
    public TagValue this[string key] => Data[key];

    /// <summary>A tag with this key and value.</summary>
    /// <param name="value">Text, a whole number, a number or a boolean; <c>1</c> and <c>"1"</c> differ.</param>
    public ProbedSpan HasTag(string key, TagValue value)
    {
        if (!Has(key)) throw Fail($"has no tag {key}, {SpanText.Value(value)} was expected", SpanText.Tags(Tags));
        return Data[key] == value
            ? this
            : throw Fail($"has {key} = {SpanText.Value(Data[key])}, {SpanText.Value(value)} was expected");
    }

    public ProbedSpan HasTag(string key) => Has(key) ? this : throw Fail($"has no tag {key}", SpanText.Tags(Tags));

    public ProbedSpan HasNoTag(string key) =>
        Has(key) ? throw Fail($"has {key} = {SpanText.Value(Data[key])}, no such tag was expected") : this;

    /// <summary>Baggage with this key and value, from the message or set by the span's own code.</summary>
    public ProbedSpan HasBaggage(string key, string value)
    {
        if (!Baggage.TryGetValue(key, out var actual))
            throw Fail($"has no baggage {key}, {SpanText.Quoted(value)} was expected", SpanText.Baggage(Baggage));
        return actual == value
            ? this
            : throw Fail($"has the baggage {key} = {SpanText.Quoted(actual)}, {SpanText.Quoted(value)} was expected");
    }

    public ProbedSpan HasBaggage(string key) => Baggage.ContainsKey(key)
        ? this
        : throw Fail($"has no baggage {key}", SpanText.Baggage(Baggage));

    public ProbedSpan HasNoBaggage(string key) => Baggage.TryGetValue(key, out var actual)
        ? throw Fail($"has the baggage {key} = {SpanText.Quoted(actual)}, no such baggage was expected")
        : this;

    /// <summary>An event with this name and, among others, these tags.</summary>
    public ProbedSpan HasEvent(string name, params ReadOnlySpan<Tag> tags)
    {
        foreach (var happened in Data.Events)
            if (happened.Name == name && HasAll(happened, tags)) return this;
        throw Fail($"has no event {SpanText.Event(name, tags)}", SpanText.Events(Data.Events));
    }

    public ProbedSpan HasNoEvent(string name) => Data.Events.FirstOrDefault(happened => happened.Name == name) is { } found
        ? throw Fail($"has an event {SpanText.Event(found.Name, found.Tags.AsSpan())}, no such event was expected")
        : this;

    public ProbedSpan HasStatus(SpanStatus status) => Status == status
        ? this
        : throw Fail($"has the status {SpanText.Status(this)}, {SpanText.Lower(status)} was expected");

    /// <summary>The status error and, where it is given, this text within its message or its exception.</summary>
    public ProbedSpan HasError(string? text = null)
    {
        HasStatus(SpanStatus.Error);
        return text is null || SpanText.Error(this).Contains(text, StringComparison.Ordinal)
            ? this
            : throw Fail($"has the error \"{SpanText.Error(this)}\", \"{text}\" was expected in it");
    }

    public ProbedSpan HasKind(SpanKind kind) =>
        Kind == kind ? this : throw Fail($"is of the kind {SpanText.Lower(Kind)}, {SpanText.Lower(kind)} was expected");

    public ProbedSpan HasService(string service) =>
        Service == service ? this : throw Fail($"is of the service {Service}, {service} was expected");

    internal TraceSpan Source => _span;

    public override string ToString() => SpanText.Line(this);

    private static bool IsBaggage(Tag tag) =>
        tag.Key.StartsWith(TracingTags.BaggagePrefix, StringComparison.Ordinal);

    private bool Has(string key) => Tags.Any(tag => tag.Key == key);

    private static bool HasAll(SpanEvent happened, ReadOnlySpan<Tag> tags)
    {
        foreach (var tag in tags)
            if (!happened.Tags.Contains(tag)) return false;
        return true;
    }

    private TraceAssertionException Fail(string fault, string list = "") =>
        new($"Span {SpanText.Quoted(Name)} {fault}.{list}{TraceText.InFailure(_trace)}");
}
