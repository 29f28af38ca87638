using System.Buffers.Binary;

namespace Tracing.Otlp.Proto;

/// <summary>Reads protobuf fields from bytes that anybody may have sent: never throws, never reads past the
/// end.</summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private int _at;

    /// <summary>Set when the bytes are not protobuf; then no further field is returned.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Where the next field begins, in the data given.</summary>
    public readonly int Position => _at;

    public int Field { get; private set; }

    public ProtoWire Wire { get; private set; }

    /// <summary>The value of a varint or fixed field.</summary>
    public ulong Number { get; private set; }

    /// <summary>Where the content of a length-delimited field begins, in the data given.</summary>
    public int ContentStart { get; private set; }

    public int ContentLength { get; private set; }

    public readonly ReadOnlySpan<byte> Content => _data.Slice(ContentStart, ContentLength);

    /// <summary>Moves to the next field; unknown ones come too, for the caller to pass over.</summary>
    public bool Next()
    {
        if (IsBroken || _at >= _data.Length) return false;
        if (!TryVarint(out var tag) || tag >> 3 is 0 or > int.MaxValue >> 3) return Break();
        Field = (int)(tag >> 3);
        Wire = (ProtoWire)(tag & 7);
        Number = 0;
        ContentStart = ContentLength = 0;
        switch (Wire)
        {
            case ProtoWire.Varint:
                if (!TryVarint(out var value)) return Break();
                Number = value;
                return true;
            case ProtoWire.Fixed64:
                if (_data.Length - _at < sizeof(ulong)) return Break();
                Number = BinaryPrimitives.ReadUInt64LittleEndian(_data[_at..]);
                _at += sizeof(ulong);
                return true;
            case ProtoWire.Fixed32:
                if (_data.Length - _at < sizeof(uint)) return Break();
                Number = BinaryPrimitives.ReadUInt32LittleEndian(_data[_at..]);
                _at += sizeof(uint);
                return true;
            case ProtoWire.Bytes:
                if (!TryVarint(out var length) || length > (ulong)(_data.Length - _at)) return Break();
                ContentStart = _at;
                ContentLength = (int)length;
                _at += (int)length;
                return true;
            default:
                return Break();
        }
    }

    /// <summary>True when the current field is this one, with this wire type; another wire type is as an unknown
    /// field.</summary>
    public readonly bool Is(int field, ProtoWire wire) => Field == field && Wire == wire;

    private bool Break()
    {
        IsBroken = true;
        return false;
    }

    private bool TryVarint(out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (_at >= _data.Length) return false;
            var next = _data[_at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return true;
        }
        return false;
    }
}
