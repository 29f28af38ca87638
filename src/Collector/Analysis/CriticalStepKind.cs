namespace Tracing.Analysis;

/// <summary>The way in which a step of a <see cref="CriticalPath"/> spent its time.</summary>
public enum CriticalStepKind
{
    /// <summary>The span's own work.</summary>
    Handling,

    /// <summary>The span's message waited in the mailbox.</summary>
    MailboxWait,

    /// <summary>The span's message was on its way between processes.</summary>
    Wire,

    /// <summary>Nothing was recorded: a timer, a queue outside, or a wrong clock.</summary>
    Unknown,
}
