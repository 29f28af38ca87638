namespace Tracing.Storage;

/// <summary>A folder of its own for a test, gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("tracing-tests-").FullName;

    public string Database => System.IO.Path.Combine(Path, "traces.db");

    public StorageSettings Settings => new() { Path = Path };

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
