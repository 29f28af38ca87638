namespace Tracing.Assembling;

/// <summary>Why a trace was closed before it was whole.</summary>
public enum PartialReason
{
    None,

    /// <summary>It was open for <see cref="AssemblerSettings.MaxAge"/>.</summary>
    Age,

    /// <summary>It reached <see cref="AssemblerSettings.MaxSpansPerTrace"/>.</summary>
    Size,

    /// <summary>All open traces together reached <see cref="AssemblerSettings.MaxBytes"/>.</summary>
    Memory,

    /// <summary>The collector stopped.</summary>
    Shutdown,
}
