using Tracing.Otlp;
using Tracing.Otlp.Proto;
using Tracing.Wire.Spans;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Storage.Packing;

public class FieldOutlineTests
{
    private static byte[] Attribute(string key, TagValue value)
    {
        var to = new ProtoWriter();
        OtlpValueWriter.Pair(to, F.Span.Attributes, key, value);
        return to.ToArray();
    }

    private static byte[] OutlineOf(byte[] field)
    {
        var to = new ProtoWriter();
        FieldOutline.Write(field, to);
        return to.ToArray();
    }

    [Fact]
    public void Attributes_with_the_same_key_have_the_same_outline()
    {
        TagValue[] values = ["a", new string('x', 300), 7, true, 1.5, default];
        Assert.All(values, value =>
        {
            var field = Attribute("order.id", value);
            Assert.True(PlainAttribute.TryRead(field, out var attribute));
            Assert.Equal("order.id"u8, attribute.Key);
            Assert.Equal(OutlineOf(Attribute("order.id", 1)), OutlineOf(field));
        });
    }

    // Their outlines have more than the one key, or none.
    [Fact]
    public void A_field_that_is_no_attribute_with_one_key_and_one_value_is_not_plain()
    {
        var twice = new ProtoWriter();
        var mark = twice.Begin(F.Span.Attributes);
        twice.String(F.KeyValue.Key, "one");
        twice.Bytes(F.KeyValue.Value, []);
        twice.String(F.KeyValue.Key, "other");
        twice.End(mark);
        var cut = Attribute("key", "value");
        cut[^9] = 0x7f;
        var name = new ProtoWriter();
        name.String(F.Span.Name, "GET /");
        foreach (var field in (byte[][])[twice.ToArray(), Attribute("", "no key"), name.ToArray(), cut, [0x4a]])
            Assert.False(PlainAttribute.TryRead(field, out _), Convert.ToHexString(field));
    }
}
