namespace Tracing.Actors;

/// <summary>The form in which a relay gets a message that comes with a trace.</summary>
public enum RelayedAs
{
    /// <summary>In its envelope, which the relay passes on. Messages that it buffers keep their traces.</summary>
    Envelope,

    /// <summary>Without a trace: the message is for the relay itself.</summary>
    Bare,

    /// <summary>Without its envelope. What the relay sends while it handles the message belongs to the trace.</summary>
    Opened,

    /// <summary>Like <see cref="Opened"/>, where only the relay knows how many actors will get the message.</summary>
    OpenedToMany,

    /// <summary>With the envelope around the content of the message, which the relay takes out and passes on.</summary>
    /// <remarks>Needs <see cref="IInstrumentationPart.ContentOf"/> and
    /// <see cref="IInstrumentationPart.WithContent"/>.</remarks>
    AroundContent,

    /// <summary>Like <see cref="AroundContent"/>, where nobody knows how many actors will get the content.</summary>
    AroundContentToMany,
}
