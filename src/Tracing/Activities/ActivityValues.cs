using System.Diagnostics;
using System.Globalization;

namespace Tracing;

/// <summary>Converts between the types of .NET's activities and ours.</summary>
internal static class ActivityValues
{
    /// <summary>The most activities around one that are looked at.</summary>
    public const int MaxDepth = 64;

    private const ulong NanosPerTick = 100;

    /// <summary>The context of messages that are sent under an activity, with its baggage.</summary>
    public static TraceContext ContextOf(Activity activity)
    {
        var baggage = BaggageOf(activity);
        if (IsUndecided(activity))
        {
            var (traceId, spanId) = IdsOf(activity.Context);
            return new TraceContext(traceId, spanId, TraceFlags.None, default,
                TraceContext.Cargo.Of(activity.TraceStateString, baggage), CallerDecision.None);
        }
        var context = ContextOf(activity.Context);
        return baggage.IsEmpty ? context : context.With(baggage);
    }

    /// <summary>The baggage of an activity; the innermost value of each key.</summary>
    public static Baggage BaggageOf(Activity activity)
    {
        var baggage = Baggage.Empty;
        foreach (var (key, value) in activity.Baggage)
        {
            if (!string.IsNullOrEmpty(key) && value is not null && baggage[key] is null)
                baggage = baggage.Set(key, value);
        }
        return baggage;
    }

    /// <summary>True when nobody has decided whether the trace of this activity is recorded.</summary>
    /// <remarks>ASP.NET Core makes an activity for each request as soon as logging is on. An activity that a sampler
    /// dropped asks for no data, and a parent from elsewhere has decided.</remarks>
    public static bool IsUndecided(Activity activity)
    {
        var at = activity;
        for (var depth = 0; depth < MaxDepth; depth++)
        {
            if (at.Recorded || !at.IsAllDataRequested) return false;
            if (at.Parent is null) return at.ParentId is null;
            at = at.Parent;
        }
        return false;
    }

    public static TraceContext ContextOf(in ActivityContext context)
    {
        var (traceId, spanId) = IdsOf(context);
        return new TraceContext(traceId, spanId, (TraceFlags)context.TraceFlags, traceState: context.TraceState);
    }

    public static (TraceId TraceId, SpanId SpanId) IdsOf(in ActivityContext context)
    {
        Span<byte> bytes = stackalloc byte[TraceId.ByteCount];
        context.TraceId.CopyTo(bytes);
        TraceId.TryRead(bytes, out var traceId);
        context.SpanId.CopyTo(bytes[..SpanId.ByteCount]);
        SpanId.TryRead(bytes[..SpanId.ByteCount], out var spanId);
        return (traceId, spanId);
    }

    /// <summary>The parent's id; none for a root, and for a parent with an id of the old format.</summary>
    public static SpanId ParentOf(Activity activity)
    {
        Span<byte> bytes = stackalloc byte[SpanId.ByteCount];
        activity.ParentSpanId.CopyTo(bytes);
        SpanId.TryRead(bytes, out var id);
        return id;
    }

    /// <summary>The context as the parent of an activity; <c>default</c> (no parent) when it is not valid.</summary>
    public static ActivityContext ContextOf(in TraceContext context, bool isRemote)
    {
        if (!context.IsValid) return default;
        Span<byte> bytes = stackalloc byte[TraceId.ByteCount];
        context.TraceId.Write(bytes);
        var traceId = ActivityTraceId.CreateFromBytes(bytes);
        context.SpanId.Write(bytes);
        var spanId = ActivitySpanId.CreateFromBytes(bytes[..SpanId.ByteCount]);
        return new ActivityContext(traceId, spanId, (ActivityTraceFlags)context.Flags, context.TraceState, isRemote);
    }

    public static ActivityKind KindOf(SpanKind kind) => kind switch
    {
        SpanKind.Server => ActivityKind.Server,
        SpanKind.Client => ActivityKind.Client,
        SpanKind.Producer => ActivityKind.Producer,
        SpanKind.Consumer => ActivityKind.Consumer,
        _ => ActivityKind.Internal,
    };

    public static SpanKind KindOf(ActivityKind kind) => kind switch
    {
        ActivityKind.Server => SpanKind.Server,
        ActivityKind.Client => SpanKind.Client,
        ActivityKind.Producer => SpanKind.Producer,
        ActivityKind.Consumer => SpanKind.Consumer,
        _ => SpanKind.Internal,
    };

    public static DateTimeOffset TimeOf(ulong unixNanos) =>
        DateTimeOffset.UnixEpoch.AddTicks((long)(unixNanos / NanosPerTick));

    public static ulong UnixNanosOf(DateTimeOffset time) =>
        (ulong)Math.Max(0, (time - DateTimeOffset.UnixEpoch).Ticks) * NanosPerTick;

    /// <summary>Converts an activity's tag; a type for which OTLP has no case becomes text.</summary>
    public static TagValue ValueOf(object? value) => value switch
    {
        null => default,
        string text => text,
        bool flag => flag,
        int or long or short or byte or sbyte or ushort or uint => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        double number => number,
        float number => (double)number,
        byte[] bytes => TagValue.Of(bytes),
        string[] texts => TagValue.Of([.. texts.Select(static text => (TagValue)text)]),
        long[] numbers => TagValue.Of([.. numbers.Select(static number => (TagValue)number)]),
        int[] numbers => TagValue.Of([.. numbers.Select(static number => (TagValue)number)]),
        double[] numbers => TagValue.Of([.. numbers.Select(static number => (TagValue)number)]),
        bool[] flags => TagValue.Of([.. flags.Select(static flag => (TagValue)flag)]),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    public static object? ObjectOf(TagValue value) => value.Kind switch
    {
        TagKind.Empty => null,
        TagKind.String => value.AsString,
        TagKind.Bool => value.AsBool,
        TagKind.Int => value.AsInt,
        TagKind.Double => value.AsDouble,
        TagKind.Bytes => value.AsBytes.ToArray(),
        TagKind.Array => Array(value.AsArray),
        _ => value.ToString(),
    };

    public static ActivityEvent EventOf(in SpanEvent happened) =>
        new(happened.Name, TimeOf(happened.UnixNanos), TagsOf(happened.Tags.AsSpan()));

    public static ActivityLink LinkOf(in SpanLink link)
    {
        var to = new TraceContext(link.TraceId, link.SpanId, (TraceFlags)link.Flags, traceState: link.TraceState);
        return new ActivityLink(ContextOf(to, isRemote: false), TagsOf(link.Tags.AsSpan()));
    }

    public static Tag[] TagsOf(in ActivityEvent happened)
    {
        var tags = new List<Tag>();
        foreach (ref readonly var tag in happened.EnumerateTagObjects()) tags.Add(new Tag(tag.Key, ValueOf(tag.Value)));
        return [.. tags];
    }

    public static Tag[] TagsOf(in ActivityLink link)
    {
        var tags = new List<Tag>();
        foreach (ref readonly var tag in link.EnumerateTagObjects()) tags.Add(new Tag(tag.Key, ValueOf(tag.Value)));
        return [.. tags];
    }

    private static ActivityTagsCollection TagsOf(ReadOnlySpan<Tag> tags)
    {
        var collection = new ActivityTagsCollection();
        foreach (var tag in tags) collection[tag.Key] = ObjectOf(tag.Value);
        return collection;
    }

    private static string[] Array(ReadOnlySpan<TagValue> values)
    {
        var texts = new string[values.Length];
        for (var i = 0; i < texts.Length; i++) texts[i] = values[i].ToString();
        return texts;
    }
}
