using System.Text.Json;
using Tracing.Wire.Json;
using Tracing.Otlp.Proto;
using Tracing.Wire.Otlp;
using Tracing.Wire.Spans;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Wire.OtlpJson;

/// <summary>Reads an OTLP/JSON request (OTLP specification, "JSON Protobuf Encoding") into the batch that the same
/// request in protobuf would give.</summary>
/// <remarks>
/// Any bytes give a batch or a fault that names the field. The request is written again as protobuf, in the order of
/// field numbers, so that a span sent twice has the same bytes however its JSON was laid out.
/// </remarks>
public static class OtlpJsonReader
{
    /// <summary>Maximum depth of the JSON; enough for values nested as deep as in protobuf, at four levels for
    /// each.</summary>
    public const int MaxDepth = 160;

    /// <summary>Letters of an unknown field that a fault names.</summary>
    private const int MaxNamed = 64;

    private static readonly JsonMembers _resource = JsonMembers.OfMessage(
        (F.Resource.Attributes, "attributes"), (F.Resource.DroppedAttributes, "droppedAttributesCount"));

    private static readonly JsonMembers _scope = JsonMembers.OfMessage(
        (F.Scope.Name, "name"), (F.Scope.Version, "version"), (F.Scope.Attributes, "attributes"),
        (F.Scope.DroppedAttributes, "droppedAttributesCount"));

    /// <summary>Returns null when the bytes are not such a request; <paramref name="fault"/> then says why.</summary>
    public static SpanBatch? TryRead(ReadOnlyMemory<byte> json, out WireFault? fault)
    {
        var protobuf = TryReadToProtobuf(json, out fault);
        if (protobuf is null) return null;
        return OtlpSkim.TryRead(protobuf, out fault, OtlpCost.Of(protobuf).Spans);
    }

    /// <summary>Returns the same request as protobuf, or null with a fault.</summary>
    public static byte[]? TryReadToProtobuf(ReadOnlyMemory<byte> json, out WireFault? fault)
    {
        var reading = new JsonReading("ExportTraceServiceRequest");
        json = json[JsonBytes.Start(json.Span)..];
        var to = new ProtoWriter(Math.Max(256, json.Length / 2));
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
            Request(reading, document.RootElement, to);
        }
        catch (JsonException e)
        {
            reading.Report(JsonBytes.Problem(json.Span, MaxDepth, e));
        }
        fault = reading.Fault;
        return fault is null ? to.ToArray() : null;
    }

    private static void Request(JsonReading reading, JsonElement request, ProtoWriter to)
    {
        var spans = new OtlpJsonSpanReader(reading, to);
        if (!reading.Expect("", request, JsonValueKind.Object)) return;
        string? unknown = null;
        var hasSpans = false;
        foreach (var property in request.EnumerateObject())
        {
            var name = JsonStrings.NameOf(property);
            if (name is not ("resourceSpans" or "resource_spans"))
            {
                unknown ??= name.Length > MaxNamed ? $"{name[..MaxNamed]}…" : name;
                continue;
            }
            hasSpans = true;
            foreach (var (index, item) in reading.Items(name, property.Value))
            {
                reading.Enter(name, index);
                ResourceSpans(reading, item, to, spans);
                reading.Leave();
            }
        }
        // Unknown fields are passed over, but a request of nothing else has something that its sender wants kept.
        if (!hasSpans && unknown is not null) reading.Report(unknown, "is not known here; traces are in resourceSpans");
    }

    private static void ResourceSpans(JsonReading reading, JsonElement group, ProtoWriter to, OtlpJsonSpanReader spans)
    {
        var message = to.Begin(F.Request.ResourceSpans);
        foreach (var property in group.EnumerateObject())
        {
            var (name, value) = (JsonStrings.NameOf(property), property.Value);
            if (name == "resource") Resource(reading, value, to);
            else if (name is "schemaUrl" or "schema_url")
                to.String(F.ResourceSpans.SchemaUrl, reading.Text(name, value));
            // The last name is of 2021; in protobuf both have the same number.
            else if (name is "scopeSpans" or "scope_spans" or "instrumentationLibrarySpans")
            {
                foreach (var (index, item) in reading.Items(name, value))
                {
                    reading.Enter(name, index);
                    ScopeSpans(reading, item, to, spans);
                    reading.Leave();
                }
            }
        }
        to.End(message);
    }

    private static void ScopeSpans(JsonReading reading, JsonElement group, ProtoWriter to, OtlpJsonSpanReader spans)
    {
        var message = to.Begin(F.ResourceSpans.ScopeSpans);
        foreach (var property in group.EnumerateObject())
        {
            var (name, value) = (JsonStrings.NameOf(property), property.Value);
            if (name is "scope" or "instrumentationLibrary") Scope(reading, value, to);
            else if (name is "schemaUrl" or "schema_url") to.String(F.ScopeSpans.SchemaUrl, reading.Text(name, value));
            else if (name == "spans")
            {
                foreach (var (index, item) in reading.Items(name, value))
                {
                    reading.Enter(name, index);
                    reading.BeginPart();
                    spans.Span(item);
                    reading.Leave();
                }
            }
        }
        to.End(message);
    }

    private static void Resource(JsonReading reading, JsonElement resource, ProtoWriter to)
    {
        if (!reading.Expect("resource", resource, JsonValueKind.Object)) return;
        reading.Enter("resource");
        reading.BeginPart();
        var values = _resource.MakeRoom();
        _resource.Read(resource, values);
        var message = to.Begin(F.ResourceSpans.Resource);
        reading.Tags("attributes", values[F.Resource.Attributes], to, F.Resource.Attributes);
        to.Number(F.Resource.DroppedAttributes,
            reading.UInt("droppedAttributesCount", values[F.Resource.DroppedAttributes]));
        to.End(message);
        reading.Leave();
    }

    private static void Scope(JsonReading reading, JsonElement scope, ProtoWriter to)
    {
        if (!reading.Expect("scope", scope, JsonValueKind.Object)) return;
        reading.Enter("scope");
        reading.BeginPart();
        var values = _scope.MakeRoom();
        _scope.Read(scope, values);
        var message = to.Begin(F.ScopeSpans.Scope);
        reading.Text("name", values[F.Scope.Name], to, F.Scope.Name);
        reading.Text("version", values[F.Scope.Version], to, F.Scope.Version);
        reading.Tags("attributes", values[F.Scope.Attributes], to, F.Scope.Attributes);
        to.Number(
            F.Scope.DroppedAttributes, reading.UInt("droppedAttributesCount", values[F.Scope.DroppedAttributes]));
        to.End(message);
        reading.Leave();
    }
}
