namespace Tracing.Storage;

/// <summary>A new folder for one test, deleted afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("tracing-tests-").FullName;

    public string Database => System.IO.Path.Combine(Path, "traces.db");

    public StorageSettings Settings => new() { Path = Path };

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
