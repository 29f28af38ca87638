namespace Tracing.Storage.Reading;

/// <summary>Eight bytes for a trace id, under which it is indexed; who finds one compares the id itself.</summary>
internal static class TraceKey
{
    private const ulong Odd = 0x9E3779B97F4A7C15;

    public static long Of(TraceId id) => (long)((id.High * Odd) ^ id.Low);
}
