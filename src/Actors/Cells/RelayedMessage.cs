namespace Tracing.Actors;

/// <summary>Decides in which form a relay gets a message.</summary>
internal static class RelayedMessage
{
    /// <summary>Returns a message that is sent to a relay in the form that waits in its mailbox; null: in the form that
    /// any actor gets.</summary>
    public static object? Captured(object message, MailboxSeed seed, IInstrumentationPart part)
    {
        if (message is TraceEnvelope) return message;
        var kind = part.As(message);
        return kind switch
        {
            RelayedAs.Bare => message,
            RelayedAs.AroundContent or RelayedAs.AroundContentToMany => ForContent(message, kind, seed, part),
            _ => InstrumentationParts.FromContent(message, part)
                ?? (kind == RelayedAs.OpenedToMany ? ToMany(message, seed) : null),
        };
    }

    /// <summary>Moves the envelope from around the message to around its content.</summary>
    public static object AroundContent(TraceEnvelope traced, IInstrumentationPart part)
    {
        if (part.ContentOf(traced.Message) is not { } content) return traced.Message;
        InstrumentationParts.ContentIsUsed();
        return part.WithContent(traced.Message, traced.Stamp.Around(content));
    }

    private static object? ToMany(object message, MailboxSeed seed)
    {
        if (Ambient.Span is not { } span) return null;
        return EnvelopeRules.MayWrap(message) && seed.Instrumentation.Rules.Traces(message)
            ? TraceEnvelope.Create(message, EnvelopeRules.OpenEnded(span))
            : message;
    }

    // What counts is the content: it is what travels on, and the actor that gets it makes the span.
    private static object ForContent(object message, RelayedAs kind, MailboxSeed seed, IInstrumentationPart part)
    {
        if (Ambient.Span is not { } span || part.ContentOf(message) is not { } content) return message;
        var rules = seed.Instrumentation.Rules;
        if (rules.Settings.Remote != RemotePropagation.Write)
        {
            span.MarkChildrenOpen();
            return message;
        }
        var wrapped = kind == RelayedAs.AroundContentToMany && rules.Traces(content)
            ? EnvelopeRules.WrapOpenEnded(content, span)
            : Leaving.Wrap(content, span, rules, to: null);
        return wrapped is TraceEnvelope traced ? TraceEnvelope.Create(message, traced.Stamp) : message;
    }
}
