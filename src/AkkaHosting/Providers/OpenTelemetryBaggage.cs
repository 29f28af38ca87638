using Tracing.Propagation;
using TheirBaggage = OpenTelemetry.Baggage;

namespace Tracing.AkkaHosting;

/// <summary>Carries <c>OpenTelemetry.Baggage.Current</c> across mailboxes, and from service to service.</summary>
/// <remarks>Akka.Hosting itself refers to OpenTelemetry's API, so this costs no further package.</remarks>
internal static class OpenTelemetryBaggage
{
    public static void Use() => AmbientBaggage.Use(Read, Write);

    private static Baggage Read()
    {
        var theirs = TheirBaggage.Current;
        if (theirs.Count == 0) return Baggage.Empty;
        var baggage = Baggage.Empty;
        foreach (var (key, value) in theirs)
            if (!string.IsNullOrEmpty(key) && value is not null) baggage = baggage.Set(key, value);
        return baggage;
    }

    private static void Write(Baggage baggage)
    {
        var theirs = default(TheirBaggage);
        foreach (var entry in baggage.Entries) theirs = theirs.SetBaggage(entry.Key, entry.Value);
        TheirBaggage.Current = theirs;
    }
}
