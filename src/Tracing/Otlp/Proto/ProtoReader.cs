using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Tracing.Otlp.Proto;

/// <summary>Reads protobuf fields from bytes that anybody may have sent. Never throws and never reads past the
/// end.</summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> data)
{
    private const int WireBits = 3;
    // A byte of a varint from this on is not its last one.
    private const int Long = 0x80;

    private const uint WireMask = (1 << WireBits) - 1;

    private readonly ReadOnlySpan<byte> _data = data;
    private int _at;

    // The field and the wire type of the current field, as they are written.
    private uint _tag;

    /// <summary>True once the bytes turn out not to be protobuf; no further field is then returned.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Offset of the next field in the data.</summary>
    public readonly int Position => _at;

    public readonly int Field => (int)(_tag >> WireBits);

    public readonly ProtoWire Wire => (ProtoWire)(_tag & WireMask);

    /// <summary>The value of a varint or fixed field.</summary>
    public ulong Number { get; private set; }

    /// <summary>Offset of the content of a length-delimited field in the data.</summary>
    public int ContentStart { get; private set; }

    public int ContentLength { get; private set; }

    public readonly ReadOnlySpan<byte> Content => _data.Slice(ContentStart, ContentLength);

    /// <summary>Moves to the next field. Unknown fields are returned too; the caller ignores them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Next()
    {
        var data = _data;
        var at = _at;
        if ((uint)at >= (uint)data.Length || IsBroken) return false;
        // Nearly every tag and length is one byte.
        uint tag = data[at++];
        if (tag >= Long)
        {
            if (!TryVarint(out var longTag) || longTag > int.MaxValue) return Break();
            (tag, at) = ((uint)longTag, _at);
        }
        if (tag >> WireBits == 0) return Break();
        _tag = tag;
        if ((tag & WireMask) == (uint)ProtoWire.Bytes)
        {
            if ((uint)at >= (uint)data.Length) return Break();
            uint length = data[at++];
            if (length >= Long)
            {
                _at = at - 1;
                if (!TryVarint(out var longLength) || longLength > int.MaxValue) return Break();
                (length, at) = ((uint)longLength, _at);
            }
            if (length > (uint)(data.Length - at)) return Break();
            Number = 0;
            ContentStart = at;
            ContentLength = (int)length;
            _at = at + (int)length;
            return true;
        }
        _at = at;
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
            default:
                return Break();
        }
    }

    /// <summary>True when the current field has this number and wire type. With another wire type it counts as
    /// unknown.</summary>
    public readonly bool Is(int field, ProtoWire wire) => _tag == (((uint)field << WireBits) | (uint)wire);

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
            value |= (ulong)(next & (Long - 1)) << shift;
            if (next < Long) return true;
        }
        return false;
    }
}
