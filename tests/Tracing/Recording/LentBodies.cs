namespace Tracing.Recording;

internal static class LentBodies
{
    public static long EndNow(this Span span, ref SpanBody? spare) => span.EndNow(span.Tracer.Clock, null, ref spare);
}
