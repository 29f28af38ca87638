namespace Tracing.Propagation;

/// <summary>Reads and writes the header <c>traceparent</c> (W3C Trace Context Level 2).</summary>
/// <remarks>An example is in the remarks of <see cref="TraceContextPropagator"/>. Allocates nothing, except in
/// <see cref="Format"/>.</remarks>
public static class TraceParent
{
    public const string Field = "traceparent";

    /// <summary>Characters of version 00: <c>00-</c>, 32 digits, a dash, 16 digits, a dash, 2 digits.</summary>
    public const int Length = 55;

    private const int TraceIdAt = 3, ParentIdAt = 36, FlagsAt = 53;
    private const TraceFlags Known = TraceFlags.Sampled | TraceFlags.Random;

    private static readonly ParseFault
        _length = new(Field, Field, "must have 55 characters"),
        _version = new(Field, "version", "must be two lower-case hexadecimal digits other than ff"),
        _dashes = new(Field, Field, "must have dashes between version, trace-id, parent-id and trace-flags"),
        _traceId = new(Field, "trace-id", "must be 32 lower-case hexadecimal digits"),
        _zeroTraceId = new(Field, "trace-id", "must not be all zeros"),
        _parentId = new(Field, "parent-id", "must be 16 lower-case hexadecimal digits"),
        _zeroParentId = new(Field, "parent-id", "must not be all zeros"),
        _flags = new(Field, "trace-flags", "must be two lower-case hexadecimal digits");

    public static bool TryParse(ReadOnlySpan<char> text, out TraceContext context) =>
        TryParse(text, out context, out _);

    /// <summary>Reads a traceparent of version 00, or the part of a later version that version 00 defines.</summary>
    /// <param name="context">Has no tracestate and baggage, for which there are other headers.</param>
    /// <returns>False with a fault for any other text; none throws.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out TraceContext context, out ParseFault fault)
    {
        context = default;
        if (text.Length < Length) return Fail(_length, out fault);
        if (!Hex.TryReadLower(text[..2], out var version) || version == 0xff) return Fail(_version, out fault);
        if (version == 0 && text.Length != Length) return Fail(_length, out fault);
        if (text[2] != '-' || text[35] != '-' || text[52] != '-' || (text.Length > Length && text[Length] != '-'))
            return Fail(_dashes, out fault);
        if (!Hex.TryReadLower(text.Slice(TraceIdAt, 16), out var high)
            || !Hex.TryReadLower(text.Slice(TraceIdAt + 16, 16), out var low)) return Fail(_traceId, out fault);
        if ((high | low) == 0) return Fail(_zeroTraceId, out fault);
        if (!Hex.TryReadLower(text.Slice(ParentIdAt, 16), out var parent)) return Fail(_parentId, out fault);
        if (parent == 0) return Fail(_zeroParentId, out fault);
        if (!Hex.TryReadLower(text.Slice(FlagsAt, 2), out var flags)) return Fail(_flags, out fault);

        // In a later version only the sampled bit is certain to mean what it means in version 00.
        var known = version == 0 ? Known : TraceFlags.Sampled;
        context = new TraceContext(
            new TraceId(high, low), new SpanId(parent), (TraceFlags)flags & known, parentSpanId: default, cargo: null);
        fault = default;
        return true;
    }

    /// <summary>Writes 55 characters of version 00. False, with nothing written, when they do not fit or the context
    /// has no ids.</summary>
    public static bool TryFormat(in TraceContext context, Span<char> to)
    {
        if (!context.IsValid || to.Length < Length) return false;
        to = to[..Length];
        "00-".CopyTo(to);
        context.TraceId.TryFormat(to[TraceIdAt..], out _);
        to[ParentIdAt - 1] = '-';
        Hex.Write(context.SpanId.Value, to.Slice(ParentIdAt, 16));
        to[FlagsAt - 1] = '-';
        Hex.Write((ulong)(context.Flags & Known), to.Slice(FlagsAt, 2));
        return true;
    }

    /// <summary>The header's text, or null for a context without ids.</summary>
    public static string? Format(in TraceContext context) =>
        context.IsValid ? string.Create(Length, context, static (to, c) => TryFormat(c, to)) : null;

    private static bool Fail(in ParseFault reason, out ParseFault fault)
    {
        fault = reason;
        return false;
    }
}
