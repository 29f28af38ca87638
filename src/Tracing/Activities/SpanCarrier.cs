using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Tracing;

/// <summary>An activity that stands for one of our spans as the current activity, so that activities which libraries
/// start in a handler are its children. No listener sees it.</summary>
/// <remarks>See RATIONALE "Why is there sometimes an activity for a handler?".</remarks>
internal sealed class SpanCarrier : Activity
{
    private SpanCarrier(string name)
        : base(name)
    {
    }

    /// <summary>The span that this activity stands for; null until it is known.</summary>
    public object? Carried { get; set; }

    /// <summary>Starts a carrier, which becomes the current activity.</summary>
    /// <param name="parent">The context to continue; if it is not valid, the carrier is a root.</param>
    /// <param name="ownId">The span's id, where the span has one already; default: the carrier makes one.</param>
    public static SpanCarrier Begin(string name, in TraceContext parent, SpanId ownId = default)
    {
        var carrier = new SpanCarrier(name.Length == 0 ? "span" : name);
        carrier.SetIdFormat(ActivityIdFormat.W3C);
        if (parent.IsValid)
        {
            var context = ActivityValues.ContextOf(parent, isRemote: false);
            carrier.SetParentId(context.TraceId, context.SpanId, context.TraceFlags);
            carrier.TraceStateString = parent.TraceState;
            carrier.IsAllDataRequested = parent.IsSampled;
        }
        foreach (var entry in parent.Baggage.Entries) carrier.AddBaggage(entry.Key, entry.Value);
        carrier.Start();
        if (!ownId.IsNone) Rename(carrier, ownId);
        return carrier;
    }

    // .NET lets nobody choose the id of an activity. Where its field is not found, the carrier has an id of its own,
    // and what is started under it by way of this process is still mapped to the span.
    private static void Rename(SpanCarrier carrier, SpanId id)
    {
        try
        {
            SpanIdOf(carrier) = id.ToString();
        }
        catch (MissingFieldException)
        {
            // The id that .NET has made stays.
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_spanId")]
    private static extern ref string? SpanIdOf(Activity activity);
}
