using System.Text;

namespace Tracing.Wire.Json;

/// <summary>The state of reading one JSON document: the current path, and the first fault. One owner.</summary>
/// <param name="document">Name of the document in faults of the whole of it.</param>
internal sealed class JsonReading(string document)
{
    /// <summary>Number of attributes, events, links and values in arrays that one span, resource or scope may have,
    /// because it is built of them before it is written.</summary>
    private const int MaxItems = 1_000_000;

    private readonly List<(string Name, int Index)> _path = [];
    private int _items;

    /// <summary>The first fault; null as long as there is none.</summary>
    public WireFault? Fault { get; private set; }

    public bool IsSound => Fault is null;

    public void Enter(string name, int index = -1) => _path.Add((name, index));

    public void Leave() => _path.RemoveAt(_path.Count - 1);

    /// <summary>Begins a span, a resource or a scope; each is counted by itself.</summary>
    public void BeginPart() => _items = 0;

    /// <summary>Counts an entry of an array within a part. False: there are too many, which is the fault.</summary>
    public bool CountsItem()
    {
        if (++_items <= MaxItems) return true;
        Report($"has more than {MaxItems} attributes, events, links and values");
        return false;
    }

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
        return path.Length == 0 ? document : path.ToString();
    }
}
