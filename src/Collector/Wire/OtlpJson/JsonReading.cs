using System.Text;

namespace Tracing.Wire.OtlpJson;

/// <summary>The state of reading one JSON document: the current path, and the first fault. One owner.</summary>
internal sealed class JsonReading
{
    private readonly List<(string Name, int Index)> _path = [];

    /// <summary>The first fault; null as long as there is none.</summary>
    public WireFault? Fault { get; private set; }

    public bool IsSound => Fault is null;

    public void Enter(string name, int index = -1) => _path.Add((name, index));

    public void Leave() => _path.RemoveAt(_path.Count - 1);

    /// <summary>Notes a fault in a field, unless there is one already.</summary>
    public void Report(string field, string problem) => Fault ??= new WireFault(PathTo(field), problem);

    /// <summary>Notes a fault at the current path, unless there is one already.</summary>
    public void Report(string problem) => Report("", problem);

    private string PathTo(string field)
    {
        var path = new StringBuilder();
        foreach (var (name, index) in _path)
        {
            if (path.Length > 0) path.Append('.');
            path.Append(name);
            if (index >= 0) path.Append('[').Append(index).Append(']');
        }
        if (path.Length > 0 && field.Length > 0) path.Append('.');
        path.Append(field);
        return path.Length == 0 ? "ExportTraceServiceRequest" : path.ToString();
    }
}
