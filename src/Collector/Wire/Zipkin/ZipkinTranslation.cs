using System.Collections.Immutable;
using System.Globalization;
using Tracing.Otlp;
using Tracing.Otlp.Proto;
using Tracing.Wire.Otlp;
using Tracing.Wire.Spans;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Wire.Zipkin;

/// <summary>Makes an OTLP request of Zipkin's spans. Source: OpenTelemetry specification, "Zipkin", read
/// backwards.</summary>
internal static class ZipkinTranslation
{
    /// <param name="received">Start of spans that have neither a timestamp nor an annotation.</param>
    /// <param name="bytes">About the bytes of the request that is written.</param>
    public static SpanBatch Translate(List<ZipkinSpan> spans, DateTimeOffset received, int bytes)
    {
        SharedIds.Split(spans);
        var receivedUnixNanos = (ulong)(received - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        var to = new ProtoWriter(Math.Max(256, bytes));
        // The resource is the service; the scope is told by each span's own tags.
        foreach (var service in spans.Where(IsUsable).GroupBy(static span => (
            span.Local.Service,
            Scope: TextOf(span, ZipkinTags.ScopeName, ZipkinTags.LibraryName),
            Version: TextOf(span, ZipkinTags.ScopeVersion, ZipkinTags.LibraryVersion))))
        {
            var group = to.Begin(F.Request.ResourceSpans);
            var resource = to.Begin(F.ResourceSpans.Resource);
            if (service.Key.Service.Length > 0)
                OtlpValueWriter.Pair(to, F.Resource.Attributes, "service.name", service.Key.Service);
            to.End(resource);
            var members = to.Begin(F.ResourceSpans.ScopeSpans);
            var scope = to.Begin(F.ScopeSpans.Scope);
            to.String(F.Scope.Name, service.Key.Scope);
            to.String(F.Scope.Version, service.Key.Version);
            to.End(scope);
            foreach (var span in service) OtlpSpanWriter.Write(to, F.ScopeSpans.Spans, Span(span, receivedUnixNanos));
            to.End(members);
            to.End(group);
        }
        var batch = OtlpSkim.TryRead(to.ToArray(), out _, spans.Count)
            ?? throw new InvalidOperationException("what was written here is no OTLP request");
        var faults = spans.Where(static span => !IsUsable(span)).Select(static span => span.Fault).ToList();
        return batch with { Rejected = faults.Count, RejectedWhy = faults.FirstOrDefault() };
    }

    private static bool IsUsable(ZipkinSpan span) => span.Fault is null;

    private static SpanData Span(ZipkinSpan span, ulong receivedUnixNanos)
    {
        var start = span.StartUnixNanos != 0 ? span.StartUnixNanos
            : span.Annotations.IsEmpty ? receivedUnixNanos
            : span.Annotations.Min(static happened => happened.UnixNanos);
        var code = TextOf(span, ZipkinTags.StatusCode);
        var error = TextOf(span, ZipkinTags.Error);
        var status = code switch
        {
            "OK" => SpanStatus.Ok,
            "ERROR" => SpanStatus.Error,
            // The key alone says in Zipkin that the span failed.
            _ => error is null or "false" ? SpanStatus.Unset : SpanStatus.Error,
        };
        return new SpanData
        {
            TraceId = span.TraceId,
            SpanId = span.Id,
            ParentSpanId = span.ParentId,
            Name = span.Name,
            Kind = span.Kind,
            StartUnixNanos = start,
            EndUnixNanos = start + Math.Min(span.DurationNanos, ulong.MaxValue - start),
            Tags = Tags(span, isErrorTold: code == "ERROR"),
            DroppedTags = Count(span, ZipkinTags.DroppedAttributes),
            DroppedEvents = Count(span, ZipkinTags.DroppedEvents),
            DroppedLinks = Count(span, ZipkinTags.DroppedLinks),
            Events = span.Annotations,
            Status = status,
            StatusMessage = status == SpanStatus.Error && error is not ("true" or "") ? error : null,
        };
    }

    private static ImmutableArray<Tag> Tags(ZipkinSpan span, bool isErrorTold)
    {
        var tags = ImmutableArray.CreateBuilder<Tag>(span.Tags.Length + 4);
        foreach (var tag in span.Tags)
            if (!IsField(tag.Key, isErrorTold))
                tags.Add(tag);
        Endpoint(tags, span.Local with { Service = "" }, "", ZipkinTags.LocalAddress, ZipkinTags.LocalV6,
            ZipkinTags.LocalPort);
        Endpoint(tags, span.Remote, ZipkinTags.RemoteService, ZipkinTags.RemoteAddress, ZipkinTags.RemoteV6,
            ZipkinTags.RemotePort);
        if (span.IsDebug) Add(tags, ZipkinTags.Debug, true);
        if (span.IsShared) Add(tags, ZipkinTags.Shared, true);
        if (!span.SharedParentId.IsNone) Add(tags, ZipkinTags.SharedParent, span.SharedParentId.ToString());
        return tags.DrainToImmutable();
    }

    // What became a field of the span or of its scope.
    private static bool IsField(string key, bool isErrorTold) => key switch
    {
        ZipkinTags.StatusCode or ZipkinTags.ScopeName or ZipkinTags.ScopeVersion or ZipkinTags.LibraryName
            or ZipkinTags.LibraryVersion or ZipkinTags.DroppedAttributes or ZipkinTags.DroppedEvents
            or ZipkinTags.DroppedLinks => true,
        ZipkinTags.Error => isErrorTold,
        _ => false,
    };

    private static void Endpoint(ImmutableArray<Tag>.Builder tags, ZipkinEndpoint endpoint, string service,
        string address, string otherAddress, string port)
    {
        if (endpoint.Service.Length > 0) Add(tags, service, endpoint.Service);
        if ((endpoint.V4 ?? endpoint.V6) is { } first) Add(tags, address, first);
        if (endpoint is { V4: not null, V6: { } second }) Add(tags, otherAddress, second);
        if (endpoint.Port != 0) Add(tags, port, endpoint.Port);
    }

    // A tag that the client wrote itself stays as it is.
    private static void Add(ImmutableArray<Tag>.Builder tags, string key, TagValue value)
    {
        foreach (var tag in tags)
            if (tag.Key == key)
                return;
        tags.Add(new Tag(key, value));
    }

    private static int Count(ZipkinSpan span, string key) =>
        int.TryParse(TextOf(span, key), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;

    private static string? TextOf(ZipkinSpan span, string key, string? formerKey = null)
    {
        string? former = null;
        foreach (var tag in span.Tags)
        {
            if (tag.Key == key) return tag.Value.AsString;
            if (tag.Key == formerKey) former = tag.Value.AsString;
        }
        return former;
    }
}
