using System.Text;
using System.Text.Json;
using FsCheck.Fluent;
using Tracing.Otlp.Proto;
using Tracing.Wire.Json;
using Tracing.Wire.Otlp;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Wire;

public class RequestCostTests
{
    [Fact]
    public void A_request_in_protobuf_has_room_for_each_of_its_spans() =>
        Law.Holds(AnySpan.Record.Select(static span => Requests.Protobuf("shop", span, span, span)), request =>
        {
            var cost = OtlpCost.Of(request);
            Assert.Equal(3, cost.Spans);
            Assert.False(cost.IsTooMany);
            Assert.InRange(cost.Bytes, 3, 3 * 200);
        });

    [Fact]
    public void A_span_of_more_than_ten_million_fields_is_too_many()
    {
        var fields = new byte[2 * (RequestCost.MaxElements + 1)];
        for (var i = 0; i < fields.Length; i += 2) fields[i] = (F.Span.DroppedEvents << 3) | (int)ProtoWire.Varint;
        var to = new ProtoWriter();
        var resource = to.Begin(F.Request.ResourceSpans);
        var scope = to.Begin(F.ResourceSpans.ScopeSpans);
        to.Bytes(F.ScopeSpans.Spans, fields);
        to.End(scope);
        to.End(resource);
        Assert.True(OtlpCost.Of(to.Written).IsTooMany);
    }

    // Where they are not counted one by one, what looks like a token in a text counts too.
    [Fact]
    public void A_request_in_JSON_has_no_more_tokens_than_were_measured() =>
        Law.Holds(AnySpan.Record, span =>
        {
            var batch = Requests.Skimmed(Requests.Protobuf("shop, [late]: {1}", [.. Enumerable.Repeat(span, 300)]));
            var json = Encoding.UTF8.GetBytes(Requests.Json(batch.Spans));
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 160 });
            long tokens = 0;
            while (reader.Read()) tokens++;
            var cost = JsonCost.Of(json, maxDepth: 160, bytesWritten: 0);
            if (cost.Elements > 0) Assert.InRange(cost.Elements, tokens, 2 * tokens);
        }, cases: 50);
}
