namespace Tracing.Sqlite.Files;

/// <summary>A damaged database file under its new name.</summary>
/// <param name="Problem">The damage in SQLite's words.</param>
internal sealed record MovedFile(string Path, string Problem);
