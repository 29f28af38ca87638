namespace Tracing.Actors;

/// <summary>The settings of the reporter's journal; <c>reference.conf</c> explains each key.</summary>
/// <param name="After">Spans that wait for longer are written. tracing.reporter.journal-after.</param>
/// <param name="MaxBytes">The most bytes in the folder. tracing.reporter.journal-max-bytes.</param>
public sealed record JournalSettings(string Folder, TimeSpan After, long MaxBytes)
{
    /// <summary>The key of the folder.</summary>
    internal const string Key = "tracing.reporter.journal";
}
