namespace Tracing.Analysis;

/// <summary>What time was spent on in a step of a <see cref="CriticalPath"/>.</summary>
public enum CriticalStepKind
{
    /// <summary>The span's own work.</summary>
    Handling,

    /// <summary>Its message waited in the mailbox.</summary>
    MailboxWait,

    /// <summary>Its message was on its way between processes.</summary>
    Wire,

    /// <summary>Nothing that was recorded: after the cause's end, before the span's message was sent.</summary>
    Unknown,
}
