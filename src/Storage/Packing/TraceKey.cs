namespace Tracing.Storage.Packing;

/// <summary>The 8-byte key under which a trace id is indexed. Different ids can have the same key, so a reader compares
/// the id too.</summary>
internal static class TraceKey
{
    private const ulong Odd = 0x9E3779B97F4A7C15;

    public static long Of(TraceId id) => (long)((id.High * Odd) ^ id.Low);
}
